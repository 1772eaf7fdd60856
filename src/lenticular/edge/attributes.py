"""`PATCH /user-attributes` and the merge of two visitors: what is stored of a visitor, durable before the answer."""

from collections.abc import Mapping

import msgspec

from lenticular import errors
from lenticular.domain import preview
from lenticular.edge import answers, privacy, requests
from lenticular.edge.answers import Answer
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.edge.rulesets import Project
from lenticular.ingestion import bodies

MAX_ATTRIBUTES = 200
VALUE_LIMIT_BYTES = 1024

# What Lytics pushes through the same call; these alone may be arrays or objects.
LYTICS_KEYS = frozenset({"lytics_audiences", "lytics_flows"})


async def answer_patch(request: Request, ports: Ports) -> Answer:
    """Set the given attributes of a visitor, delete those given as null, and leave the others.

    Of a preview nothing is stored, and nothing more of a visitor whose browser and project object to being known; the
    answer is the same.
    """
    project = requests.project(request, ports.rulesets)
    user_uid = requests.required_user_uid(request)
    body = await requests.body(request, ports.body_limit_bytes)
    given = _object(body) if body.strip() else {}
    changes = {key: value for key, value in given.items() if _is_kept(key, value, project, ports)}
    check(changes)
    keeping = privacy.keeping(request, project.ruleset, user_uid)
    if keeping.is_preview:
        ports.counters.ignored_attributes[privacy.IGNORED_PREVIEW] += len(changes)
        changes = {}
    elif not keeping.is_known:
        kept: dict[str, object] = {key: value for key, value in changes.items() if value is None}
        ports.counters.ignored_attributes[privacy.IGNORED_ATTRIBUTES] += len(changes) - len(kept)
        changes = kept
    if changes:
        await ports.stored_visitors.write(project.ruleset.project_uid, user_uid, changes)
    return answers.json(200, {"message": "User Attributes added successfully"})


async def answer_merge(request: Request, ports: Ports) -> Answer:
    """Copy the source visitor's attributes over the target's; the source stays as it is."""
    project = requests.project(request, ports.rulesets)
    given = _object(await requests.body(request, ports.body_limit_bytes))
    source, target = _user_uid(given, "sourceUserUid"), _user_uid(given, "targetUserUid")
    if preview.is_preview(source) or preview.is_preview(target):
        ports.counters.ignored_attributes[privacy.IGNORED_PREVIEW] += 1
    elif not privacy.keeping(request, project.ruleset, target).is_known:
        ports.counters.ignored_attributes[privacy.IGNORED_ATTRIBUTES] += 1
    elif source != target:
        await ports.stored_visitors.merge(project.ruleset.project_uid, source, target)
    return answers.json(200, {"message": "User Attributes merged successfully"})


def check(changes: Mapping[str, object]) -> None:
    """Raise TooLarge for more attributes than a visitor may have, or for a value over 1 KiB."""
    if len(changes) > MAX_ATTRIBUTES:
        raise errors.TooLarge("TOO_MANY_ATTRIBUTES", f"A visitor may have at most {MAX_ATTRIBUTES} attributes.")
    for key, value in changes.items():
        if _size_bytes(value) > VALUE_LIMIT_BYTES:
            message = f"The value of {key} has more than {VALUE_LIMIT_BYTES} bytes."
            raise errors.TooLarge("ATTRIBUTE_VALUE_TOO_LARGE", message)


def _is_kept(key: str, value: object, project: Project, ports: Ports) -> bool:
    """Tell whether an attribute is one that can be stored; the vendor's SDK sends whatever a page gave it."""
    if key in LYTICS_KEYS:
        return True
    if key not in project.attribute_keys:
        ports.counters.ignored_attributes["unknown_key"] += 1
        return False
    if isinstance(value, list | dict):
        ports.counters.ignored_attributes["not_a_scalar"] += 1
        return False
    return True


def _size_bytes(value: object) -> int:
    return len(value.encode()) if isinstance(value, str) else len(msgspec.json.encode(value))


def _object(body: bytes) -> Mapping[str, object]:
    document = bodies.parse(body)
    if not isinstance(document, dict):
        raise bodies.invalid("BODY_NOT_AN_OBJECT", "The body must be an object.")
    return document


def _user_uid(given: Mapping[str, object], member: str) -> str:
    value = given.get(member)
    uid = requests.known_user_uid(value) if isinstance(value, str) else None
    if uid is None:
        raise bodies.invalid("USER_UID_NOT_SET", f"{member} must be the UID of a user.", f"/{member}")
    return uid
