"""Assets as rows."""

from fakes import NOON
from lenticular.content.assets import rows
from lenticular.content.assets.editions import Edition, File
from lenticular.content.assets.tables import Asset


def test_what_is_written_to_rows_is_read_from_them():
    edition = Edition(
        uid="blt1",
        parent_uid="blt2",
        version=3,
        title="Red panda",
        description="In a tree",
        tags=("animal",),
        file=File("red.gif", "image/gif", 36, "a" * 64, width=3, height=2),
        created_by="u1",
        created_at=NOON,
        updated_by="u2",
        updated_at=NOON,
    )
    asset = Asset(uid="blt1", stack_uid="blt0", parent_uid="blt2", version=9, created_by="u1", created_at=NOON)

    assert rows.edition(asset, rows.of_edition(edition)) == edition
