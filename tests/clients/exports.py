"""Exports that csdx wrote, made comparable: what has a new uid in every stack is called by what it is.

Two exports are equal if no leaf differs but those of `ALLOWED`, each of which says why.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Leaves = dict[str, Any]

_UID = re.compile(r"(?:blt|cs)[0-9a-f]{16,24}|\b[0-9a-f]{24}\b")
# Who did it, when, and in which organization and stack: another stack has its own.
_OF_THE_STACK = re.compile(
    r"(created|updated|activated|firstActivated|published)(At|By|ByUserName|_at|_by)|time|user|lastSyncAttemptAt"
    r"|stackHeaders|urlPath|organizationUid|org_uid|connectedStackApiKey|api_key|_instance_uid"
)


# A leaf that only one of two exports has, in the other one.
ABSENT = "nothing"
Change = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Allowance:
    """Leaves that may differ, by a regular expression of their path, and why; without `changes` in whatever way."""

    path: str
    reason: str
    changes: Sequence[Change] = ()

    def covers(self, path: str, change: Change) -> bool:
        """Tell whether a leaf may change so."""
        return re.fullmatch(self.path, path) is not None and (not self.changes or change in self.changes)


_TOPIC = "list of topics for categorizing articles "
_EMPTY = ((ABSENT, []), (ABSENT, {}), (ABSENT, ""))
_RICH_TEXT = r"/entries/.*/(content|children/\d+)"
_NEWER = Allowance(r"/.*/(referredLyticsAudiences|lyticsAudiences|tags|description)", "the export lacks it", _EMPTY)
# Between the vendor's export and the export of the stack that csdx imported it into.
PERSONALIZE_ALLOWED = (
    _NEWER,
    Allowance(r"/linked(/.*)?", "csdx links content types only when it imports content types too"),
)
IMPORT_ALLOWED = (
    _NEWER,
    Allowance(r"/.*/(_version|_base_entry_version)", "csdx imports the latest version, which becomes the first"),
    Allowance(
        r"/entries/.*/publish_details/.*",
        "csdx publishes what it imported",
        [("an older version", "the latest version")],
    ),
    Allowance(rf"{_RICH_TEXT}/uid", "csdx takes the uids out of rich text"),
    Allowance(rf"{_RICH_TEXT}/attrs(/dirty)?", "csdx marks rich text as changed", [({}, ABSENT), (ABSENT, True)]),
    Allowance(r"/entry variants/.*/_metadata/references/.*", "the vendor's own notes, which repeat the fields"),
    Allowance(r"/content types/.*/schema/\d+/(inbuilt_model|indexed)", "the vendor's own, in copies of global fields"),
    Allowance(r"/content types/[^/]+/options/(publishable|url_pattern|url_prefix)", "defaults, which it leaves out"),
    Allowance(r"/(assets|folders|labels)/[^/]+/ACL(/.*)?", "here everybody may"),
    Allowance(r"/assets/[^/]+/(url|file_size)", "another place, and other files: the export has none"),
    Allowance(
        r"/taxonomies/topic/taxonomy/description",
        "descriptions lose the blanks around them",
        [(_TOPIC, _TOPIC.strip())],
    ),
)
# Between two exports of stacks of this server.
COPY_ALLOWED = (
    Allowance(r"/assets/[^/]+/url", "another stack's"),
    Allowance(r"/project/name", "an organization has no two projects of one name"),
)


def with_files(folder: Path, copy: Path) -> Path:
    """Copy an export with something in the place of its assets' files, which the real exports come without."""
    shutil.copytree(folder, copy, copy_function=shutil.copyfile)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755)
    for asset in _assets(copy):
        place = copy / "assets" / "files" / asset["uid"]
        place.mkdir(parents=True)
        (place / asset["filename"]).write_text(f"in the place of {asset['filename']}")
    return copy


def differences(before: Leaves, after: Leaves, allowed: Sequence[Allowance] = ()) -> list[str]:
    """Return every leaf that differs for no allowed reason: 'path: before → after', in order of path."""
    found = []
    for path in sorted(before.keys() | after.keys()):
        was, became = change = before.get(path, ABSENT), after.get(path, ABSENT)
        if was != became and not any(allowance.covers(path, change) for allowance in allowed):
            found.append(f"{path}: {was!r} → {became!r}")
    return found


def unused(before: Leaves, after: Leaves, allowed: Sequence[Allowance]) -> list[str]:
    """Return the reasons of the allowances that no leaf needs, so that the list stays true."""
    changes = [
        (path, (before.get(path, ABSENT), after.get(path, ABSENT)))
        for path in before.keys() | after.keys()
        if before.get(path, ABSENT) != after.get(path, ABSENT)
    ]
    needed = {one.reason for one in allowed for path, change in changes if one.covers(path, change)}
    return [one.reason for one in allowed if one.reason not in needed]


def personalize(folder: Path) -> Leaves:
    """Return the leaves of an export's Personalize part."""
    return _leaves(_personalize(folder), _names(folder))


def everything(folder: Path) -> Leaves:
    """Return the leaves of a whole export of one branch."""
    return _leaves(_personalize(folder) | _content(folder), _names(folder))


def _personalize(folder: Path) -> dict[str, Any]:
    part = folder / "personalize"
    experiences = _json(part / "experiences" / "experiences.json")
    versions = {
        experience["name"]: _json(part / "experiences" / "versions" / f"{experience['uid']}.json")
        for experience in experiences
    }
    return {
        "project": _json(part / "projects" / "projects.json")[0],
        "attributes": _by("name", _json(part / "attributes" / "attributes.json")),
        "audiences": _by("name", _json(part / "audiences" / "audiences.json")),
        "events": _by("key", _values(part / "events" / "events.json")),
        "experiences": _by("name", experiences),
        "versions": {name: _by("status", listed) for name, listed in versions.items()},
        "variant ids": dict.fromkeys(_json(part / "experiences" / "experiences-variants-ids.json"), True),
        "linked": _json(part / "experiences" / "experiences-content-types.json"),
    }


def _content(folder: Path) -> dict[str, Any]:
    taxonomies = [path for path in (folder / "taxonomies").glob("*.json") if path.stem != "taxonomies"]
    return {
        "environments": _by("name", _values(folder / "environments" / "environments.json")),
        "locales": _by("code", _values(folder / "locales" / "locales.json")),
        "master locale": _by("code", _values(folder / "locales" / "master-locale.json")),
        "global fields": _by("uid", _values(folder / "global_fields" / "globalfields.json")),
        "content types": _by("uid", _content_types(folder)),
        "taxonomies": {path.stem: _json(path) for path in taxonomies},
        "labels": _by("name", _values(folder / "labels" / "labels.json")),
        "folders": _by("name", _values(folder / "assets" / "folders.json")),
        "assets": _by("filename", _assets(folder)),
        "entries": {
            f"{content_type}/{locale}": {entry["uid"]: entry for entry in entries}
            for content_type, locale, entries in _entries(folder)
        },
        "entry variants": {
            f"{content_type}/{locale}/{entry}": {variant["_variant"]["_uid"]: variant for variant in variants}
            for content_type, locale, entry, variants in _entry_variants(folder)
        },
    }


def _content_types(folder: Path) -> Iterator[dict[str, Any]]:
    for path in (folder / "content_types").glob("*.json"):
        if path.name != "schema.json":
            yield _json(path)


def _assets(folder: Path) -> list[dict[str, Any]]:
    return [asset for path in (folder / "assets").glob("*-assets.json") for asset in _values(path)]


def _entries(folder: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    for place in sorted((folder / "entries").glob("*/*")):
        found = [entry for path in place.glob("*-entries.json") for entry in _values(path)]
        yield place.parent.name, place.name, found


def _entry_variants(folder: Path) -> Iterator[tuple[str, str, str, list[dict[str, Any]]]]:
    for place in sorted((folder / "entries").glob("*/*/variants/*")):
        found = [variant for path in place.glob("*-variant-entry.json") for variant in _json(path)]
        yield place.parents[2].name, place.parents[1].name, place.name, found


def _names(folder: Path) -> dict[str, str]:
    """Return what each uid of an export is called here; master-locale entries have names, the others share them."""
    part = folder / "personalize"
    names = {uid["uid"]: "project" for uid in _json(part / "projects" / "projects.json")}
    for kind, key in (("attributes", "name"), ("audiences", "name"), ("events", "key")):
        names |= {one["uid"]: f"{kind}:{one[key]}" for one in _values(part / kind / f"{kind}.json")}
    for experience in _json(part / "experiences" / "experiences.json"):
        name = experience["name"]
        names[experience["uid"]] = f"experience:{name}"
        mirror = experience.get("_cms", {})
        names[mirror.get("variantGroup", "")] = f"group:{name}"
        names |= {uid: f"variant:{name}:{short_uid}" for short_uid, uid in mirror.get("variants", {}).items()}
        versions = _json(part / "experiences" / "versions" / f"{experience['uid']}.json")
        names |= {version["uid"]: f"version:{name}:{version['status']}" for version in versions}
    for environment in _values(folder / "environments" / "environments.json"):
        names[environment["uid"]] = f"environment:{environment['name']}"
    for file in ("locales.json", "master-locale.json"):
        names |= {one["uid"]: f"locale:{one['code']}" for one in _values(folder / "locales" / file)}
    names |= {one["uid"]: f"label:{one['name']}" for one in _values(folder / "labels" / "labels.json")}
    names |= {one["uid"]: f"folder:{one['name']}" for one in _values(folder / "assets" / "folders.json")}
    names |= {one["uid"]: f"asset:{one['filename']}" for one in _assets(folder)}
    masters = {one["code"] for one in _values(folder / "locales" / "master-locale.json")}
    for content_type, locale, entries in _entries(folder):
        if locale in masters:
            names |= {entry["uid"]: f"entry:{content_type}:{entry['title']}" for entry in entries}
    return {uid: name.replace("/", "-") for uid, name in names.items()}


def _leaves(document: Mapping[str, Any], names: Mapping[str, str]) -> Leaves:
    return dict(_walk(document, names, ""))


def _walk(value: Any, names: Mapping[str, str], path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        if "filename" in value and path.startswith("/entr"):
            yield path, _named(value["uid"], names)  # a file: the whole asset, or only its uid in a variant
            return
        for key, member in value.items():
            if key == "publish_details":
                yield from _walk(_published(member, value["_version"]), names, f"{path}/{key}")
            elif not _OF_THE_STACK.fullmatch(key):
                yield from _walk(member, names, f"{path}/{_named(key, names)}")
    elif isinstance(value, list) and value:
        for number, member in enumerate(value):
            yield from _walk(member, names, f"{path}/{number}")
    else:
        yield path, _named(value, names) if isinstance(value, str) else value


def _published(details: Any, version: int) -> dict[str, Any]:
    """Return by environment and language whether the latest version is published there."""
    states = {True: "the latest version", False: "an older version"}
    return {f"{one['environment']}:{one['locale']}": states[one["version"] == version] for one in details}


def _named(text: str, names: Mapping[str, str]) -> str:
    return _UID.sub(lambda match: names.get(match[0], match[0]), text)


def _by(key: str, documents: Any) -> dict[str, Any]:
    return {str(document[key]).replace("/", "-"): document for document in documents}


def _values(path: Path) -> list[Any]:
    """Return the documents of a file, which csdx writes as a list or as an object by uid; none if there is no file."""
    if not path.is_file():
        return []
    content = _json(path)
    return list(content.values()) if isinstance(content, dict) else list(content)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
