"""Mirroring a project's experiences in the stack that it is connected to, in the transaction that changes them."""

from collections.abc import Collection, Mapping

from lenticular.content.stacks import service as stacks
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups.mirrors import Kept, Mirror, Mirrored
from lenticular.management.projects import service as projects
from lenticular.management.scope import ProjectScope


def sync(
    scope: ProjectScope,
    experience_uid: str,
    *,
    short_uid: str,
    name: str,
    variants: Mapping[str, str],
    keep: Kept | None = None,
) -> None:
    """Make the stack's group and variants what the experience is; `variants` are names by short uid, in order.

    Nothing happens without a connected stack of the project's organization on this server.
    """
    stack_uid = _stack_uid(scope, _connected(scope))
    if stack_uid is None:
        return
    mirrored = Mirrored(
        project_uid=scope.project_uid,
        experience_uid=experience_uid,
        experience_short_uid=short_uid,
        name=name,
        variants=variants,
    )
    mirrors.sync(scope.session, stack_uid, mirrored, now=scope.now, identifiers=scope.identifiers, keep=keep)


def rename(scope: ProjectScope, experience_uid: str, name: str) -> None:
    """Call the experience's group by the experience's new name."""
    stack_uid = _stack_uid(scope, _connected(scope))
    if stack_uid is not None:
        mirrors.rename(scope.session, stack_uid, experience_uid, name, now=scope.now)


def forget(scope: ProjectScope, experience_uid: str) -> None:
    """Let go of a deleted experience's group; what entries have of it stays."""
    stack_uid = _stack_uid(scope, _connected(scope))
    if stack_uid is not None:
        mirrors.orphan(scope.session, stack_uid, scope.project_uid, experience_uid, now=scope.now)


def leave(scope: ProjectScope, stack_api_key: str | None) -> None:
    """Let go of the project's groups in a stack that it was connected to; what entries have of them stays."""
    stack_uid = _stack_uid(scope, stack_api_key)
    if stack_uid is not None:
        mirrors.orphan(scope.session, stack_uid, scope.project_uid, now=scope.now)


def lock(scope: ProjectScope, *stack_api_keys: str | None) -> None:
    """Wait for the turn to write in several stacks, always in the same order, so that nobody waits in a circle."""
    for key in sorted({key for key in stack_api_keys if key is not None}):
        _stack_uid(scope, key)


def of(scope: ProjectScope, experience_uids: Collection[str]) -> Mapping[str, Mirror]:
    """Return the mirror of each experience, by uid; one that is not mirrored is absent."""
    return mirrors.of_experiences(scope.session, experience_uids)


def _connected(scope: ProjectScope) -> str | None:
    project = projects.find(scope.session, scope.project_uid)
    return None if project is None else project.connected_stack_api_key


def _stack_uid(scope: ProjectScope, api_key: str | None) -> str | None:
    """Return the uid of the stack, held for writing; None when it is not here, or not the organization's.

    Anybody may name any key: only the organization's own stacks are touched.
    """
    stack = None if api_key is None else stacks.find(scope.session, api_key)
    if stack is None or stack.organization_uid != scope.organization_uid:
        return None
    stacks.lock(scope.session, stack.api_key)
    return stack.uid
