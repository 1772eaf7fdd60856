"""What an exported entry variant says of its origin."""

import pytest

from lenticular.content.entry_variants import exports
from lenticular.content.entry_variants.exports import Origin


def test_an_export_says_uid_version_and_the_entrys_version():
    described = {"_instance_uid": "blt6e22fad42c8f4322eddb", "_base_entry_version": 2, "_uid": "cs1"}

    assert exports.origin({"_version": 4, "_variant": described}) == Origin("blt6e22fad42c8f4322eddb", 4, 2)


@pytest.mark.parametrize("uid", [None, 7, "", "blt", "cs5cff51a652e6d71d", "blt0000-000000000000", "blt" + "0" * 62])
def test_what_is_no_uid_of_an_entry_variant_is_none(uid):
    assert exports.origin({"_variant": {"_instance_uid": uid}}).uid is None


@pytest.mark.parametrize("version", [None, 0, -1, True, 1.0, "1", 10**30])
def test_what_is_no_number_of_a_version_is_none(version):
    document = {"_version": version, "_variant": {"_base_entry_version": version}}

    assert exports.origin(document) == Origin(None, None, None)


@pytest.mark.parametrize("document", [{}, {"_variant": None}, {"_variant": []}])
def test_a_document_may_say_nothing(document):
    assert exports.origin(document) == Origin(None, None, None)
