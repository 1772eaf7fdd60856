"""Where the vendor's CLI keeps what in an export of a stack, and how its files are read and written.

A long list lies in a *chunk*: a file of a name that means nothing, which an index beside it knows as `{"1": name}`.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from lenticular.errors import Problem

Document: TypeAlias = dict[str, Any]

ASSETS = "assets"
ASSET_FILES = "assets/files"
ASSET_FOLDERS = "assets/folders.json"
ASSET_INDEX = "assets.json"
ASSET_METADATA = "assets/metadata.json"
BRANCHES = "branches.json"
CONTENT_TYPES = "content_types"
CONTENT_TYPES_TOGETHER = "schema.json"
CUSTOM_ROLES = "custom-roles/custom-roles.json"
ENTRIES = "entries"
ENTRY_VARIANTS = "variants"
ENTRY_VERSIONS = "versions"
ENTRY_VARIANT_VERSIONS = "versions.json"
ENVIRONMENTS = "environments/environments.json"
EXPERIENCE_CONTENT_TYPES = "personalize/experiences/experiences-content-types.json"
EXPORT_INFO = "export-info.json"
GLOBAL_FIELDS = "global_fields/globalfields.json"
INDEX = "index.json"
LABELS = "labels/labels.json"
LOCALES = "locales/locales.json"
MASTER_LOCALE = "locales/master-locale.json"
SETTINGS = "stack/settings.json"
STACK = "stack/stack.json"
TAXONOMIES = "taxonomies"
TAXONOMIES_TOGETHER = "taxonomies.json"
# The vendor's CLI exports the groups of experiences alone; those made by hand are ours to keep.
VARIANT_GROUPS = "variant_groups/variant_groups.json"

# What this server has none of: file, and what an import calls it.
UNSERVED: Mapping[str, str] = {
    "extensions/extensions.json": "extension",
    "marketplace_apps/marketplace_apps.json": "marketplace app",
    "webhooks/webhooks.json": "webhook",
    "workflows/workflows.json": "workflow",
}

_NAMES = uuid.UUID("6d0ec7b5-5c4e-4f3a-9a53-6f4e6a2f7a10")


def load(path: Path, problems: list[Problem], *, root: Path) -> Any:  # noqa: ANN401 - whatever the JSON holds
    """Return a file's JSON; None where there is none, and where it is none, which is a problem."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        # Half a character, which JSON can spell and no database, nor any answer, can hold.
        json.dumps(loaded, ensure_ascii=False).encode()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        pointer = f"/{path.relative_to(root).as_posix()}"
        problems.append(Problem(pointer, "NOT_VALID_JSON", f"{path} cannot be read: {error}"))
        return None
    return loaded


def documents(path: Path, problems: list[Problem], *, root: Path) -> list[Document]:
    """Return the objects of a file that holds them in an array, or by uid; none where it is missing."""
    loaded = load(path, problems, root=root)
    found = list(loaded.values()) if isinstance(loaded, dict) else loaded
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(document, dict) for document in found):
        pointer = f"/{path.relative_to(root).as_posix()}"
        problems.append(Problem(pointer, "NOT_ARRAY", f"{path} must hold objects, in an array or by uid."))
        return []
    return found


def chunks(folder: Path, index: str, problems: list[Problem], *, root: Path) -> Iterator[Document]:
    """Yield the objects of the chunks that a folder's index names, in their order."""
    names = load(folder / index, problems, root=root)
    if not isinstance(names, dict | None):
        pointer = f"/{(folder / index).relative_to(root).as_posix()}"
        problems.append(Problem(pointer, "NOT_OBJECT", f"{folder / index} must hold the names of files by number."))
    for name in names.values() if isinstance(names, dict) else ():
        # A name is a file of this folder, whatever an index says.
        chunk = folder / Path(str(name)).name
        if not chunk.is_file():
            pointer = f"/{chunk.relative_to(root).as_posix()}"
            problems.append(Problem(pointer, "FILE_MISSING", f"{chunk} is missing: {index} names it."))
        yield from documents(chunk, problems, root=root)


def dump(path: Path, document: object) -> None:
    """Write JSON, with the folders on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def dump_chunk(root: Path, folder: str, index: str, found: object) -> str:
    """Write objects, in an array or by uid, as the one chunk of a folder below the export's root, with its index.

    Returns the chunk's name, which is the same for the same folder of any export.
    """
    what = "variant-entry" if isinstance(found, list) else Path(folder).parts[0]
    name = f"{uuid.uuid5(_NAMES, folder)}-{what}.json"
    dump(root / folder / name, found)
    dump(root / folder / index, {"1": name})
    return name
