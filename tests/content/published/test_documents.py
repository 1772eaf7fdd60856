"""What is published names its members as the rows do."""

from datetime import UTC, datetime

from lenticular.content.published import documents
from lenticular.content.published.documents import AssetDocument, Publication
from lenticular.content.published.tables import PublishedAsset


def test_a_row_has_every_member():
    place = Publication("bltstack", "bltproduction", "en-us", datetime(2026, 11, 22, tzinfo=UTC), "bltann")
    row = PublishedAsset(
        **documents.members(place), **documents.members(AssetDocument("bltlogo", 3, {"title": "Logo"})), revision=1
    )
    assert (row.stack_uid, row.locale, row.asset_uid, row.version) == ("bltstack", "en-us", "bltlogo", 3)
