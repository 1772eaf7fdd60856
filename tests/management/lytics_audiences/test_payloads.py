"""CDP-synced audiences as JSON and as CSV."""

import pytest

from lenticular.management.lytics_audiences import payloads
from lenticular.management.lytics_audiences.service import Registration

SAME = Registration(slug="vip", name="VIPs", description="", uid="a" * 32)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b'[{"slug": "vip", "name": "VIPs", "uid": "%s"}]' % (b"a" * 32), "application/json"),
        (b'[{"slug": " vip ", "name": "VIPs", "uid": "%s", "description": null}]' % (b"A" * 32), ""),
        (b"uid,slug,name\n%s,vip,VIPs" % (b"a" * 32), "Text/CSV; header=present"),
    ],
)
def test_both_formats_say_the_same(content: bytes, media_type: str):
    assert payloads.read(content, media_type) == [SAME]
