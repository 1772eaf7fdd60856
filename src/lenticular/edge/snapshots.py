"""The last good rulesets on disk, so that a node goes on deciding after a start without its database."""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import structlog

from lenticular.ingestion.segments import sync_folder

FORMAT = 1

_PROJECT_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SUFFIX = ".json"
_log = structlog.get_logger(__name__)


class _Snapshot(msgspec.Struct):
    format: int
    sha256: str
    document: msgspec.Raw


def save(folder: Path, document: Mapping[str, object]) -> None:
    """Keep a project's ruleset document in place of its former one, durably; readers see either, never a mixture.

    Raises OSError.
    """
    content = msgspec.json.encode(document)
    snapshot = _Snapshot(format=FORMAT, sha256=_sha256(content), document=msgspec.Raw(content))
    path = _path(folder, str(document["project"]))
    folder.mkdir(parents=True, exist_ok=True)
    # Several processes may save the same project at once: each has its own temporary file.
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(msgspec.json.encode(snapshot))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(folder)


def remove(folder: Path, project_uid: str) -> None:
    """Forget a project that was deleted. Raises OSError."""
    _path(folder, project_uid).unlink(missing_ok=True)


def project_uids(folder: Path) -> set[str]:
    """Return the projects of which something is kept, readable or not."""
    return {path.stem for path in folder.glob(f"*{_SUFFIX}")}


def load_all(folder: Path) -> dict[str, Mapping[str, object]]:
    """Return the kept documents by project UID. What is broken or of an unknown format is logged and left out."""
    documents = {}
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            documents[path.stem] = _load(path)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            _log.warning("ruleset_snapshot_ignored", file=path.name, error=str(error))
    return documents


def _load(path: Path) -> Mapping[str, object]:
    data = path.read_bytes()
    if (found := msgspec.json.decode(data, type=_Format).format) != FORMAT:
        raise ValueError(f"format {found} is not known, only {FORMAT}")
    snapshot = msgspec.json.decode(data, type=_Snapshot)
    if snapshot.sha256 != _sha256(bytes(snapshot.document)):
        raise ValueError("the checksum does not match")
    document = msgspec.json.decode(snapshot.document, type=dict[str, object])
    if document.get("project") != path.stem:
        raise ValueError("the file is named for another project")
    return document


class _Format(msgspec.Struct):
    format: int


def _path(folder: Path, project_uid: str) -> Path:
    if not _PROJECT_UID.fullmatch(project_uid):
        raise ValueError(f"{project_uid!r} is not a project UID")
    return folder / f"{project_uid}{_SUFFIX}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
