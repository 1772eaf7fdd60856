"""A stack with much that is published, for benchmarks of delivery: pages, articles and notes, with variants."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

import lenticular.tables  # noqa: F401 - foreign keys name tables of every concept
from lenticular.content.published import service as published
from lenticular.content.published.tables import PublishedEntry, PublishedVariant
from lenticular.content.variant_groups.tables import Variant
from lenticular.domain import overlay
from lenticular.store.database import Database
from posting import put_entry
from servers import Server

# Texts of the pages that have every variant.
SIZES = (5, 50, 500)
VARIANTS = 100
ARTICLES = 100
VARIANTS_OF_ARTICLES = 10
NOTES = 10_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "Some twenty five letters."
SCHEMA = [{"uid": "title", "data_type": "text", "display_name": "Title", "mandatory": True, "unique": True}]

Members = dict[str, Any]


def uid(kind: str, number: int) -> str:
    """Return the uid of a page, article, note (`a`, `b`, `c`), instance or variant (`d`, `e`)."""
    return f"{'cs' if kind in 'de' else 'blt'}{kind}{number:015x}"


def alias(number: int) -> str:
    """Return the alias of a variant."""
    return f"cs_personalize_{number}_0"


def page(entry_uid: str, leaves: int, updated_at: str = "2026-11-22T12:00:00.000Z") -> Members:
    """Return an entry with as many texts: its own, those of a group, and of blocks with up to five each."""
    system = {"uid": entry_uid, "_version": 1, "locale": "en-us", "updated_at": updated_at, "tags": [], "ACL": {}}
    content: Members = {"title": entry_uid, "headline": TEXT, "seo": {"title": TEXT, "description": TEXT}}
    texts = [f"text{number}" for number in range(leaves - 4)]
    content["sections"] = [
        {"hero": {**dict.fromkeys(texts[at : at + 5], TEXT), "_metadata": {"uid": uid("d", at // 5)}}}
        for at in range(0, len(texts), 5)
    ]
    content["related"] = [{"uid": uid("b", number), "_content_type_uid": "article"} for number in range(10)]
    return {**system, **content}


def delta(number: int, leaves: int) -> overlay.Variant:
    """Return a variant that changes three texts: one of the page, one of the group, one of a block."""
    at = 5 * (number % -(-(leaves - 4) // 5))
    block = {f"text{at}": f"{TEXT} {number}", "_metadata": {"uid": uid("d", at // 5)}}
    fields = {"title": f"Title {number}", "seo": {"description": f"{TEXT} {number}"}, "sections": [{"hero": block}]}
    paths = ["title", "seo.description", f"sections.hero.{uid('d', at // 5)}.text{at}"]
    return overlay.Variant(uid("e", number), fields, paths)


class Shelf:
    """Writes what is published in the one environment of the stack."""

    def __init__(self, stores: Database, stack_uid: str, environment_uid: str) -> None:
        self._database = stores
        self.publication = published.Publication(stack_uid, environment_uid, "en-us", NOW, "bltp")
        self._where = {name: getattr(self.publication, name) for name in published.Publication.__slots__}

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """Open a change of the stack."""
        with self._database.writing() as session:
            published.advance(session, self.publication.stack_uid)
            yield session

    def fill(self) -> None:
        """Publish everything, and add the variants."""
        rows: list[Members] = []
        for number, leaves in enumerate(SIZES):
            rows.append(self._entry("page", page(uid("a", number), leaves)))
        rows.append(self._entry("page", page(uid("a", len(SIZES)), 50)))  # no variant is published over it
        rows += [self._entry("article", page(uid("b", number), 20)) for number in range(ARTICLES)]
        rows += [self._entry("note", page(uid("c", number), 9, f"2026-{number:05}")) for number in range(NOTES)]
        over = [self._variant(uid("a", n), delta(k, size)) for n, size in enumerate(SIZES) for k in range(VARIANTS)]
        over += [
            self._variant(uid("b", number), delta(k, 20))
            for number, k in itertools.product(range(ARTICLES), range(VARIANTS_OF_ARTICLES))
        ]
        with self.changing() as session:
            for number in range(VARIANTS):
                session.add(
                    Variant(uid=uid("e", number), stack_uid=self.publication.stack_uid, name=alias(number),
                            alias=alias(number), position=number, created_at=NOW, updated_at=NOW)
                )  # fmt: skip
            session.flush()
            session.execute(insert(PublishedEntry), rows)
            session.execute(insert(PublishedVariant), over)
        with self._database.writing() as session:
            if session.get_bind().dialect.name == "postgresql":  # does so of itself, within a minute
                session.execute(text("ANALYZE"))

    def publish(self, leaves: int, version: int) -> None:
        """Publish a page anew."""
        number = SIZES.index(leaves)
        entry = published.EntryDocument(uid("a", number), "page", version, page(uid("a", number), leaves))
        with self.changing() as session:
            put_entry(session, self.publication, entry)

    def _entry(self, content_type: str, document: Members) -> Members:
        named = {"entry_uid": document["uid"], "content_type_uid": content_type, "version": 1, "revision": 1}
        return {**self._where, **named, "document": document}

    def _variant(self, entry_uid: str, variant: overlay.Variant) -> Members:
        named = {"entry_uid": entry_uid, "content_type_uid": "page", "variant_uid": variant.uid, "version": 1}
        content = {"fields": variant.fields, "change_set": variant.change_set, "order": list(variant.order)}
        return {**self._where, **named, **content}


def furnish(server: Server, stores: Database) -> tuple[Shelf, dict[str, str]]:
    """Make a stack; return what publishes into it and the headers of a site."""
    author = server.sign_in()
    stack = author.post("/v3/stacks", json={"stack": {"name": "Shop"}}).raise_for_status().json()["stack"]
    author.headers["api_key"] = stack["api_key"]
    made = author.post("/v3/environments", json={"environment": {"name": "live"}}).raise_for_status().json()
    for name in ("page", "article", "note"):
        content_type = {"uid": name, "title": name, "schema": SCHEMA}
        author.post("/v3/content_types", json={"content_type": content_type}).raise_for_status()
    scope = [{"module": "environment", "environments": ["live"]}, {"module": "branch", "branches": ["main"]}]
    token = {"token": {"name": "site", "scope": scope}}
    issued = author.post("/v3/stacks/delivery_tokens", json=token).raise_for_status().json()["token"]["token"]
    shelf = Shelf(stores, stack["uid"], made["environment"]["uid"])
    shelf.fill()
    return shelf, {"api_key": stack["api_key"], "access_token": issued}
