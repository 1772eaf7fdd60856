"""Where delivery takes content from: what is published, or for previews the latest drafts."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, cast

from lenticular.api.times import iso_milliseconds
from lenticular.content.assets import urls
from lenticular.content.delivery import access, encoding
from lenticular.content.delivery.access import Environment, Visit
from lenticular.content.delivery.snapshots import Snapshot
from lenticular.content.published import reading
from lenticular.content.published.reading import Published, PublishedDelta
from lenticular.domain import overlay

ASSET_TYPE = "sys_assets"
# What an answer adds to an entry or asset.
ADDED = frozenset({"publish_details", "_applied_variants", "_branch"})
# Entries and the like that are read in one go.
_AT_ONCE = 500
# An entry or asset and the language that it is read in.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry or asset as a source has it, its files in place.

    It is kept as JSON, without the members in `ADDED`: as objects it would take several times the memory, all of which
    the collector would look at.
    """

    uid: str
    content_type_uid: str
    locale: str
    json: bytes
    publish_details: Mapping[str, str]

    @property
    def document(self) -> dict[str, Any]:
        """What it says, as a new object each time."""
        return cast("dict[str, Any]", encoding.decode(self.json))


@dataclass(frozen=True, slots=True)
class FoundVariants:
    """The variants that a source has of an entry, ready to be laid over it; by uid since when each is published.

    `rest` is what no variant changes, as JSON: `layers` have the rest of the entry.
    """

    rest: bytes
    layers: overlay.Layers
    publish_details: Mapping[str, Mapping[str, str | int]]
    # As JSON, for the memory.
    size_bytes: int


Load = Callable[[list[str], Sequence[str]], Iterable[Found]]


class Source(Protocol):
    """The content of one environment as one visit sees it."""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells this source's content from that of others in the memory of a stack."""
        ...

    def index(self, content_type_uid: str, locales: Sequence[str]) -> Sequence[Place]:
        """Return the entries of a type, each in the first of these languages, newest change first."""
        ...

    def entries(self, uids: Iterable[str], locales: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, those entries that there are, each in the first of these languages."""
        ...

    def variants(self, entries: Iterable[Found]) -> Mapping[str, FoundVariants]:
        """Return, by uid, what lies over these entries in the language they were found in."""
        ...

    def asset_index(self, locales: Sequence[str]) -> Sequence[Place]:
        """Return the assets, as `index`."""
        ...

    def assets(self, uids: Iterable[str], locales: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, those assets that there are, as `entries`."""
        ...


class PublishedSource:
    """What is published in an environment."""

    def __init__(self, visit: Visit, environment: Environment, base_url: str) -> None:
        self._visit = visit
        self._environment = environment
        self._base_url = base_url
        self.key = ("published", environment.uid, base_url)

    def index(self, content_type_uid: str, locales: Sequence[str]) -> Sequence[Place]:
        """Return the entries of a type, each in the first of these languages, newest change first."""
        key = ("index", self._environment.uid, content_type_uid, tuple(locales))
        environment_uid = self._environment.uid
        return self._visit.snapshot.once(
            key, lambda session: reading.entry_index(session, environment_uid, content_type_uid, locales)
        )

    def entries(self, uids: Iterable[str], locales: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, those entries that are published, each in the first of these languages."""
        return self._remembered("entry", uids, locales, self._load_entries)

    def variants(self, entries: Iterable[Found]) -> Mapping[str, FoundVariants]:
        """Return, by uid, what is published over these entries in the language they were found in."""
        snapshot, found, missing = self._visit.snapshot, dict[str, FoundVariants](), list[Found]()
        for entry in entries:
            held = snapshot.held("variants", self._environment.uid, self._base_url, entry.locale, entry.uid)
            if isinstance(held, FoundVariants):
                found[entry.uid] = held
            else:
                missing.append(entry)
        for entry, variants in self._load_variants(missing) if missing else ():
            found[entry.uid] = variants
            snapshot.hold(variants, "variants", self._environment.uid, self._base_url, entry.locale, entry.uid)
        return found

    def asset_index(self, locales: Sequence[str]) -> Sequence[Place]:
        """Return the assets, each in the first of these languages, newest change first."""
        environment_uid = self._environment.uid
        return self._visit.snapshot.once(
            ("asset_index", environment_uid, tuple(locales)),
            lambda session: reading.asset_index(session, environment_uid, locales),
        )

    def assets(self, uids: Iterable[str], locales: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, those assets that are published, each in the first of these languages."""
        return self._remembered("asset", uids, locales, self._load_assets)

    def _remembered(self, kind: str, uids: Iterable[str], locales: Sequence[str], load: Load) -> Mapping[str, Found]:
        key = (kind, self._environment.uid, self._base_url, tuple(locales))
        return remembered(self._visit.snapshot, key, uids, lambda missing: load(missing, locales))

    def _load_entries(self, uids: list[str], locales: Sequence[str]) -> Iterator[Found]:
        for some in batches(uids):
            rows = reading.entries(self._visit.snapshot.session, self._environment.uid, some, locales).values()
            files = self._files([(row.locale, row.document) for row in rows])
            yield from (self._found(row, with_files(row.document, files[row.locale])) for row in rows)

    def _load_assets(self, uids: list[str], locales: Sequence[str]) -> Iterator[Found]:
        for some in batches(uids):
            rows = reading.assets(self._visit.snapshot.session, self._environment.uid, some, locales).values()
            yield from (self._found(row, urls.absolute(row.document, self._base_url)) for row in rows)

    def _load_variants(self, entries: Sequence[Found]) -> Iterator[tuple[Found, FoundVariants]]:
        locale_of = {entry.uid: entry.locale for entry in entries}
        session, locales = self._visit.snapshot.session, set(locale_of.values())
        rows = reading.deltas(session, self._environment.uid, list(locale_of), locales)
        here = [row for row in rows if locale_of[row.entry_uid] == row.locale]
        files = self._files([(row.locale, row.fields) for row in here])
        variants: dict[str, list[overlay.Variant]] = {}
        details: dict[str, dict[str, Mapping[str, str | int]]] = {}
        for row in here:
            fields = with_files(row.fields, files[row.locale])
            variant = overlay.Variant(row.variant_uid, fields, row.change_set, row.order)
            variants.setdefault(row.entry_uid, []).append(variant)
            details.setdefault(row.entry_uid, {})[row.variant_uid] = self._variant_details(row)
        for entry in entries:
            yield entry, found_variants(entry, variants.get(entry.uid, ()), details.get(entry.uid, {}))

    def _files(self, documents: Sequence[tuple[str, Mapping[str, Any]]]) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        """Return by language the files that documents name: one that a language has not is its fallback's."""
        named: dict[str, list[str]] = {}
        for locale, document in documents:
            named.setdefault(locale, []).extend(file_uids(document))
        found: dict[str, Mapping[str, dict[str, Any]]] = {}
        for locale, uids in named.items():
            assets = self.assets(uids, access.full_chain(self._visit, locale)) if uids else {}
            found[locale] = {uid: shown(asset) for uid, asset in assets.items()}
        return found

    def _found(self, row: Published, document: dict[str, Any]) -> Found:
        details = {
            "environment": self._environment.uid,
            "locale": row.locale,
            "time": iso_milliseconds(row.published_at),
            "user": row.published_by,
        }
        return found(row.uid, row.content_type_uid, row.locale, document, details)

    def _variant_details(self, row: PublishedDelta) -> Mapping[str, str | int]:
        return {
            "time": iso_milliseconds(row.published_at),
            "user": row.published_by,
            "environment": self._environment.uid,
            "locale": row.locale,
            "version": row.version,
        }


def found(
    uid: str, content_type_uid: str, locale: str, document: Mapping[str, Any], publish_details: Mapping[str, str]
) -> Found:
    """Return an entry or asset with its files in place, to be kept."""
    json = encoding.encode({name: value for name, value in document.items() if name not in ADDED})
    return Found(uid, content_type_uid, locale, json, publish_details)


def found_variants(
    entry: Found, variants: Sequence[overlay.Variant], publish_details: Mapping[str, Mapping[str, str | int]]
) -> FoundVariants:
    """Return an entry's variants, their files in place, to be kept."""
    document, named = entry.document if variants else {}, overlay.named(variants)
    rest = encoding.encode({name: value for name, value in document.items() if name not in named})
    base = {name: value for name, value in document.items() if name in named}
    layers = overlay.Layers(base, variants, encoding.FOLDING)
    said = encoding.encode([[one.fields, one.change_set, one.order] for one in variants])
    return FoundVariants(rest, layers, publish_details, len(entry.json) + len(said))


def remembered(
    snapshot: Snapshot, key: tuple[Hashable, ...], uids: Iterable[str], load: Callable[[list[str]], Iterable[Found]]
) -> dict[str, Found]:
    """Return by uid what is remembered under the key and each uid, after loading and remembering what is not."""
    found: dict[str, Found] = {}
    missing: list[str] = []
    for uid in dict.fromkeys(uids):
        held = snapshot.held(*key, uid)
        if isinstance(held, Found):
            found[uid] = held
        else:
            missing.append(uid)
    for one in load(missing) if missing else ():
        found[one.uid] = one
        snapshot.hold(one, *key, one.uid)
    return found


def batches(uids: Iterable[str]) -> Iterator[list[str]]:
    """Return the uids in parts: databases bound the parameters of a statement, and objects are large beside JSON."""
    remaining = iter(uids)
    while part := list(islice(remaining, _AT_ONCE)):
        yield part


def shown(found: Found) -> dict[str, Any]:
    """Return an entry or asset with its `publish_details`, as a new object."""
    return {**found.document, "publish_details": dict(found.publish_details)}


def file_uids(document: Mapping[str, Any]) -> list[str]:
    """Return the uids of the files that a document names, at any depth."""
    found: list[str] = []
    pending: list[Any] = list(document.values())
    for value in pending:  # grows meanwhile
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            uid = _file_uid(value)
            if uid is None:
                pending += value.values()
            else:
                found.append(uid)
    return found


def with_files(document: dict[str, Any], files: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a document with each file that it names in place: null for one that there is not, none in a list."""
    return _placed(document, files) if file_uids(document) else document


def _placed(value: Mapping[str, Any], files: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: _with_files(inner, files) for name, inner in value.items()}


def _with_files(value: Any, files: Mapping[str, dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        placed = [(inner, _with_files(inner, files)) for inner in value]
        return [new for old, new in placed if new is not None or old is None]
    if not isinstance(value, dict):
        return value
    uid = _file_uid(value)
    return _placed(value, files) if uid is None else files.get(uid)


def _file_uid(value: Mapping[str, Any]) -> str | None:
    is_file = len(value) == 2 and value.get("_content_type_uid") == ASSET_TYPE
    uid = value.get("uid") if is_file else None
    return uid if isinstance(uid, str) else None
