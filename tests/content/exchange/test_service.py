"""Recreating a stack."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from exported_stack import API_KEY
from lenticular.content.exchange import layout
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.service import Restored
from lenticular.content.stacks import service as stacks
from lenticular.errors import Failure

Restore = Callable[[Path], Restored]


def test_the_stack_has_its_name_key_and_master_language(restore: Restore, folder: Path, session: Session):
    restore(folder)

    stack = stacks.find(session, API_KEY)
    assert stack is not None
    assert (stack.name, stack.master_locale) == ("Shop", "en")


def test_everything_that_was_made_is_counted(restore: Restore, folder: Path, report: Report):
    restore(folder)

    counted = {name: report.counts[name] for name in ("locales", "assets", "entries", "labels", "entry variants")}
    assert counted == {"locales": 2, "assets": 2, "entries": 3, "labels": 2, "entry variants": 1}
    assert report.renamed == {}


@pytest.mark.parametrize("code", ["", "not a code"], ids=["none", "wrong"])
def test_a_stack_needs_a_master_language(restore: Restore, folder: Path, code: str):
    layout.dump(folder / layout.MASTER_LOCALE, {"l": {"uid": "l", "code": code}})

    with pytest.raises(Failure, match="master language"):
        restore(folder)
