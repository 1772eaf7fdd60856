from sqlalchemy import JSON, false, literal, select, union_all

from lenticular.store.gathering import gathered

NAMES = ["plain", 'né"東京\\', "line\nbreak\x1f", ""]
BIGGEST = 2**63 - 1


def test_rows_are_what_the_database_has(stores):
    tags = {"a": [1, "né", None], "": []}
    asked = [
        select(literal(name).label("name"), literal(BIGGEST - at).label("number"), literal(tags, JSON).label("tags"))
        for at, name in enumerate(NAMES)
    ]
    question = select(union_all(*asked).subquery())
    with stores.configuration.reading() as session:
        found = gathered(session, question)
    assert sorted(found) == sorted([name, BIGGEST - at, tags] for at, name in enumerate(NAMES))


def test_without_rows_there_is_an_empty_list(stores):
    nothing = select(literal("x").label("name")).where(false())
    with stores.configuration.reading() as session:
        assert gathered(session, nothing) == []
