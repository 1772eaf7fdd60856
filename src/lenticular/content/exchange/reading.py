"""Reading what an export of a stack holds, but for its Personalize project: files in, one plain value out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lenticular.content.exchange import layout
from lenticular.content.exchange.layout import Document
from lenticular.errors import Invalid, Problem


@dataclass(frozen=True, slots=True)
class ExportedEntry:
    """An entry, or an entry variant, of a content type in one language, as the wire had it."""

    content_type_uid: str
    locale: str
    document: Document

    @property
    def uid(self) -> str:
        """The entry's uid: an entry variant has its entry's."""
        return str(self.document["uid"])


def version_of(entry: ExportedEntry) -> int:
    """Return the version that an exported document says it is; 1 where it says none."""
    version = entry.document.get("_version")
    return version if isinstance(version, int) and version > 0 else 1


@dataclass(frozen=True, slots=True)
class StackExport:
    """One exported stack. Members are as the wire had them.

    `entries` and `entry_variants` hold the latest version of each, in the master language first; `versions` and
    `entry_variant_versions` earlier ones that are published. `files` has the path of each asset's file by the asset's
    uid; an export may have come without them. `linked` has the content types of each experience's variant group by the
    experience's uid.
    """

    folder: Path
    stack: Document
    settings: Document
    master_locale: Document
    locales: Sequence[Document]
    environments: Sequence[Document]
    global_fields: Sequence[Document]
    content_types: Sequence[Document]
    taxonomies: Sequence[Document]
    labels: Sequence[Document]
    roles: Sequence[Document]
    asset_folders: Sequence[Document]
    assets: Sequence[Document]
    files: Mapping[str, Path]
    entries: Sequence[ExportedEntry]
    versions: Sequence[ExportedEntry]
    entry_variants: Sequence[ExportedEntry]
    entry_variant_versions: Sequence[ExportedEntry]
    variant_groups: Sequence[Document]
    linked: Mapping[str, Sequence[Document]]
    # By kind, what this server has no place for.
    unserved: Mapping[str, Sequence[Document]]


def find(folder: Path) -> Path | None:
    """Return the folder of the stack: this one, or one a branch level below; None if there is only a project.

    Raises Invalid when several stacks lie there.
    """
    candidates = [folder, *sorted(folder.glob("*/")), *sorted(folder.glob("*/*/"))]
    found = [candidate for candidate in candidates if (candidate / layout.MASTER_LOCALE).is_file()]
    if len(found) > 1:
        names = ", ".join(str(candidate) for candidate in found)
        message = f"{folder} holds several exports ({names}). Name one of them."
        raise Invalid([Problem("", "NOT_AN_EXPORT", message)], code="NOT_AN_EXPORT", message=message)
    return found[0] if found else None


def read(root: Path) -> StackExport:
    """Read the folder of a stack; raise Invalid with every unreadable file at once."""
    problems: list[Problem] = []

    def documents(path: str) -> list[Document]:
        return layout.documents(root / path, problems, root=root)

    def document(path: str) -> Document:
        loaded = layout.load(root / path, problems, root=root)
        return loaded if isinstance(loaded, dict) else {}

    master = documents(layout.MASTER_LOCALE)
    if not master and not problems:
        problems.append(Problem(f"/{layout.MASTER_LOCALE}", "EMPTY_ARRAY", "The export names no master language."))
    content_types = _content_types(root, problems)
    locales = documents(layout.LOCALES)
    codes = [str(locale.get("code", "")) for locale in (*master, *locales)]
    places = [(str(row.get("uid", "")), code) for code in codes for row in content_types]
    assets = list(layout.chunks(root / layout.ASSETS, layout.ASSET_INDEX, problems, root=root))
    export = StackExport(
        folder=root,
        stack=document(layout.STACK),
        settings=document(layout.SETTINGS),
        master_locale=master[0] if master else {},
        locales=locales,
        environments=documents(layout.ENVIRONMENTS),
        global_fields=documents(layout.GLOBAL_FIELDS),
        content_types=content_types,
        taxonomies=_taxonomies(root, problems),
        labels=documents(layout.LABELS),
        roles=documents(layout.CUSTOM_ROLES),
        asset_folders=documents(layout.ASSET_FOLDERS),
        assets=assets,
        files=dict(_files(root, assets)),
        entries=[entry for place in places for entry in _entries(root, place, problems)],
        versions=[entry for place in places for entry in _versions(root, place, problems)],
        entry_variants=[entry for place in places for entry in _entry_variants(root, place, problems)],
        entry_variant_versions=[entry for place in places for entry in _entry_variant_versions(root, place, problems)],
        variant_groups=documents(layout.VARIANT_GROUPS),
        linked=document(layout.EXPERIENCE_CONTENT_TYPES),
        unserved={kind: documents(path) for path, kind in layout.UNSERVED.items()},
    )
    problems += _without_uid(export)
    if problems:
        raise Invalid(problems, "NOT_AN_EXPORT", f"{root} is not a complete export of a stack.")
    return export


def _content_types(root: Path, problems: list[Problem]) -> list[Document]:
    """Return the content types in the order of the file that has them all, or of their own files' names."""
    folder = root / layout.CONTENT_TYPES
    together = layout.documents(folder / layout.CONTENT_TYPES_TOGETHER, problems, root=root)
    if together:
        return together
    loaded = [layout.load(path, problems, root=root) for path in sorted(folder.glob("*.json"))]
    return [row for row in loaded if isinstance(row, dict)]


def _taxonomies(root: Path, problems: list[Problem]) -> list[Document]:
    """Return each taxonomy with its terms: `{"taxonomy": …, "terms": […]}`."""
    folder = root / layout.TAXONOMIES
    rows = layout.documents(folder / layout.TAXONOMIES_TOGETHER, problems, root=root)
    found = []
    for row in rows:
        loaded = layout.load(folder / f"{Path(str(row.get('uid', ''))).name}.json", problems, root=root)
        found.append({"taxonomy": row, "terms": [], **(loaded if isinstance(loaded, dict) else {})})
    return found


def _files(root: Path, assets: Sequence[Document]) -> Iterator[tuple[str, Path]]:
    for asset in assets:
        uid, name = Path(str(asset.get("uid", ""))).name, Path(str(asset.get("filename", ""))).name
        path = root / layout.ASSET_FILES / uid / name
        if uid and name and path.is_file():
            yield uid, path


def _entries(root: Path, place: tuple[str, str], problems: list[Problem]) -> Iterator[ExportedEntry]:
    for document in layout.chunks(_folder(root, place), layout.INDEX, problems, root=root):
        yield ExportedEntry(*place, document)


def _versions(root: Path, place: tuple[str, str], problems: list[Problem]) -> Iterator[ExportedEntry]:
    for path in sorted((_folder(root, place) / layout.ENTRY_VERSIONS).glob("*.json")):
        for document in layout.documents(path, problems, root=root):
            yield ExportedEntry(*place, document)


def _entry_variants(root: Path, place: tuple[str, str], problems: list[Problem]) -> Iterator[ExportedEntry]:
    for folder in sorted((_folder(root, place) / layout.ENTRY_VARIANTS).glob("*/")):
        for document in layout.chunks(folder, layout.INDEX, problems, root=root):
            yield ExportedEntry(*place, document)


def _entry_variant_versions(root: Path, place: tuple[str, str], problems: list[Problem]) -> Iterator[ExportedEntry]:
    for folder in sorted((_folder(root, place) / layout.ENTRY_VARIANTS).glob("*/")):
        for document in layout.documents(folder / layout.ENTRY_VARIANT_VERSIONS, problems, root=root):
            yield ExportedEntry(*place, document)


def _folder(root: Path, place: tuple[str, str]) -> Path:
    content_type_uid, locale = place
    return root / layout.ENTRIES / Path(content_type_uid).name / Path(locale).name


def _all_entries(export: StackExport) -> Sequence[ExportedEntry]:
    return (*export.entries, *export.versions, *export.entry_variants, *export.entry_variant_versions)


def _without_uid(export: StackExport) -> Iterator[Problem]:
    for what, rows in (
        ("content types", export.content_types),
        ("environments", export.environments),
        ("assets", [*export.assets, *export.asset_folders]),
        ("entries", [entry.document for entry in _all_entries(export)]),
    ):
        if any(not isinstance(row.get("uid"), str) or not row["uid"] for row in rows):
            yield Problem(f"/{what}", "UID_REQUIRED", f"One of the {what} has no uid.")
