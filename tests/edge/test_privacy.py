import dataclasses

import pytest

from lenticular.domain import preview
from lenticular.domain import ruleset as rulesets
from lenticular.domain.privacy import Privacy, PrivacySignal, pseudonym
from lenticular.edge import privacy
from lenticular.edge.privacy import Keeping
from lenticular.edge.requests import Request

KEY = b"k" * 32
AS_USUAL, NOT_AT_ALL = Keeping("ann", is_known=True), Keeping(None, is_known=False)


@pytest.mark.parametrize(
    ("choice", "header", "keeping"),
    [
        (Privacy(PrivacySignal.IGNORE, KEY), b"1", AS_USUAL),
        (Privacy(PrivacySignal.DROP, KEY), None, AS_USUAL),
        (Privacy(PrivacySignal.DROP, KEY), b"0", AS_USUAL),
        (Privacy(PrivacySignal.DROP, KEY), b" 1 ", NOT_AT_ALL),
        (Privacy(PrivacySignal.ANONYMOUS, None), b"1", NOT_AT_ALL),
        (Privacy(PrivacySignal.ANONYMOUS, KEY), b"1", Keeping(pseudonym(KEY, "ann"), is_known=False)),
    ],
)
def test_the_signal_counts_as_the_project_has_chosen(project_document, choice, header, keeping) -> None:
    async def receive():
        raise AssertionError("no body is read")

    ruleset = dataclasses.replace(rulesets.from_document(project_document()), privacy=choice)
    request = Request({} if header is None else {b"sec-gpc": header}, b"", None, receive)
    assert privacy.keeping(request, ruleset, "ann") == keeping
    nobody = privacy.keeping(request, ruleset, preview.user_uid("x"))
    assert nobody == Keeping(None, is_known=False, is_preview=True)
