"""Tables of PostgreSQL out to files and in again, whatever the values and the order of columns."""

from sqlalchemy import text

from lenticular.store import postgres_copy
from lenticular.store.database import open_stores

TABLE = """
CREATE TABLE "Odd name" (
    id serial PRIMARY KEY, {columns}, at timestamptz, doubled integer GENERATED ALWAYS AS (id * 2) STORED
)
"""
ROWS = """
INSERT INTO "Odd name" (words, document, at) VALUES (:words, '{"a": "\\\\n"}', now()), (NULL, NULL, NULL)
"""


def test_every_value_comes_back(postgres_server, tmp_path):
    first = open_stores(tmp_path, postgres_server.create(template="template1")).configuration
    second = open_stores(tmp_path, postgres_server.create(template="template1")).configuration
    with first.writing() as session:
        session.execute(text(TABLE.format(columns="words text, document jsonb")))
        session.execute(text(ROWS), {"words": "a\tb\nc\\d é"})
    with second.writing() as session:
        session.execute(text(TABLE.format(columns="document jsonb, words text")))
        session.execute(text("""INSERT INTO "Odd name" (words) VALUES ('replaced')"""))
    sequences = postgres_copy.copy_out(first, tmp_path)
    postgres_copy.copy_in(second, tmp_path, sequences)
    question = text("""SELECT id, words, document, at, doubled FROM "Odd name" ORDER BY id""")
    with first.reading() as before, second.reading() as after:
        assert after.execute(question).all() == before.execute(question).all()
    with second.writing() as session:
        assert session.scalar(text("""INSERT INTO "Odd name" (words) VALUES ('next') RETURNING id""")) == 3
    for database in (first, second):
        url = database.engine.url.render_as_string(hide_password=False)
        database.engine.dispose()
        postgres_server.drop(url)
