"""Creating, finding, changing and deleting stacks, and who may work in one."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete as deletion
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users
from lenticular.api.problems import UNKNOWN_STACK
from lenticular.content.locales import masters
from lenticular.content.stacks.tables import Stack, StackMember
from lenticular.errors import Forbidden, Invalid, Problem

SETTINGS_CHARACTERS = 64 * 1024
_GOVERNING = frozenset({OrganizationRole.OWNER, OrganizationRole.ADMIN})


class StackRole(StrEnum):
    """What a user may do in a stack: owners also change the stack itself, its users and its tokens."""

    OWNER = "owner"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Collaborator:
    """Somebody who works in a stack."""

    uid: str
    email: str
    username: str
    first_name: str
    last_name: str


def unknown() -> Invalid:
    """Return the failure for a stack that does not exist, or that the caller may not know of."""
    problem = Problem("/api_key", "NOT_FOUND", "is not valid.")
    return Invalid([problem], UNKNOWN_STACK, "We can't find that Stack. Please try again.")


def find(session: Session, api_key: str) -> Stack | None:
    """Return the stack of an API key, or None. Says nothing about who may see it: that is the scope's question."""
    return session.scalar(select(Stack).where(Stack.api_key == api_key))


def get(session: Session, uid: str) -> Stack:
    """Return the stack of an open scope."""
    stack = session.get(Stack, uid)
    if stack is None:
        raise unknown()
    return stack


def lock(session: Session, api_key: str) -> None:
    """Make writers of this stack take turns until the transaction ends (SQLite has one writer anyway)."""
    session.execute(select(Stack.uid).where(Stack.api_key == api_key).with_for_update()).all()


def role_of(session: Session, caller: Caller, stack: Stack) -> StackRole | None:
    """Return the caller's role in a stack, or None when the stack is not theirs to see."""
    role = caller.organizations.get(stack.organization_uid)
    if role is None:  # who left the organization left its stacks, too
        return None
    if role in _GOVERNING or stack.owner_uid == caller.user_uid:
        return StackRole.OWNER
    is_member = session.get(StackMember, (stack.uid, caller.user_uid)) is not None
    return StackRole.MEMBER if is_member else None


def list_newest_first(session: Session, caller: Caller, *, organization_uid: str = "") -> Sequence[Stack]:
    """Return the stacks that the caller may see, newest first; in one organization, if given."""
    organizations = [uid for uid in caller.organizations if organization_uid in ("", uid)]
    governed = [uid for uid in organizations if caller.organizations[uid] in _GOVERNING]
    joined = select(StackMember.stack_uid).where(StackMember.user_uid == caller.user_uid)
    return session.scalars(
        select(Stack)
        .where(Stack.organization_uid.in_(organizations))
        .where(
            or_(
                Stack.organization_uid.in_(governed),
                Stack.owner_uid == caller.user_uid,
                Stack.uid.in_(joined),
            )
        )
        .order_by(Stack.created_at.desc(), Stack.uid.desc())
    ).all()


def user_uids(session: Session, stacks: Collection[Stack]) -> Mapping[str, list[str]]:
    """Return, by stack uid, each stack's owner and those it is shared with, in that order; one query for all."""
    found = {stack.uid: [stack.owner_uid] for stack in stacks}
    shared = session.execute(
        select(StackMember.stack_uid, StackMember.user_uid)
        .where(StackMember.stack_uid.in_(found))
        .order_by(StackMember.stack_uid, StackMember.user_uid)
    )
    for stack_uid, user_uid in shared:
        if user_uid not in found[stack_uid]:
            found[stack_uid].append(user_uid)
    return found


def collaborators(session: Session, stack: Stack) -> list[Collaborator]:
    """Return the stack's owner and those it is shared with, as far as they still exist."""
    uids = user_uids(session, [stack])[stack.uid]
    found = users.by_uid(session, uids)
    return [
        Collaborator(user.uid, user.email, user.email, user.first_name, user.last_name)
        for user in (found[uid] for uid in uids if uid in found)
    ]


def share(session: Session, stack: Stack, emails: Collection[str]) -> None:
    """Let users of the stack's organization work in it; raise Invalid for addresses that are none of theirs."""
    colleagues = organizations.members(session, stack.organization_uid)
    found = {email: users.find_by_email(session, email) for email in emails}
    problems = [
        Problem("/emails", "NOT_FOUND", f"{email} is not valid.")
        for email, user in found.items()
        if user is None or user.uid not in colleagues
    ]
    if problems:
        raise Invalid(problems, "141", "A stack can be shared with users of its organization only.")
    for user in found.values():
        if user is not None:
            add_member(session, stack_uid=stack.uid, user_uid=user.uid)


def unshare(session: Session, stack: Stack, email: str) -> None:
    """Take a user out of the stack; raise Invalid for an address that it is not shared with."""
    user = users.find_by_email(session, email)
    taken = deletion(StackMember).where(StackMember.stack_uid == stack.uid).returning(StackMember.user_uid)
    if user is None or session.scalar(taken.where(StackMember.user_uid == user.uid)) is None:
        raise Invalid([Problem("/email", "NOT_FOUND", "is not valid.")], "141", "The stack is not shared with them.")


def add_member(session: Session, *, stack_uid: str, user_uid: str) -> None:
    """Let a user of the stack's organization work in it; nothing happens when they may already."""
    session.merge(StackMember(stack_uid=stack_uid, user_uid=user_uid))
    session.flush()


def organization_for_new(caller: Caller, organization_uid: str) -> str:
    """Return the organization in which the caller may create a stack; without one named, their only one.

    Raises Invalid when none is named and the caller has several, or none; Forbidden for anybody but owners and admins.
    """
    if not organization_uid and len(caller.organizations) == 1:
        organization_uid = next(iter(caller.organizations))
    role = caller.organizations.get(organization_uid)
    if role is None:
        problem = Problem("/organization_uid", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", "Send the uid of one of your organizations as organization_uid.")
    if role not in _GOVERNING:
        raise Forbidden("316", "Only an owner or admin of the organization may create a stack.")
    return organization_uid


def create(
    session: Session,
    *,
    uid: str,
    api_key: str,
    organization_uid: str,
    name: str,
    description: str,
    master_locale: str,
    locale_uid: str,
    user_uid: str,
    now: datetime,
) -> Stack:
    """Add a stack that belongs to its creator, with its master locale, whose uid is given, too."""
    stack = Stack(
        uid=uid,
        api_key=api_key,
        organization_uid=organization_uid,
        name=name,
        description=description,
        master_locale=master_locale.casefold(),
        owner_uid=user_uid,
        settings={},
        created_by=user_uid,
        updated_by=user_uid,
        created_at=now,
        updated_at=now,
    )
    session.add(stack)
    session.flush()
    masters.create(session, stack_uid=uid, uid=locale_uid, code=stack.master_locale, user_uid=user_uid, now=now)
    return stack


def update(stack: Stack, *, name: str | None, description: str | None, user_uid: str, now: datetime) -> None:
    """Change a stack's name or description, where given. Its master locale never changes."""
    if name is not None:
        stack.name = name
    if description is not None:
        stack.description = description
    stack.updated_by = user_uid
    stack.updated_at = now


def delete(session: Session, stack: Stack) -> None:
    """Delete a stack with everything in it. This cannot be undone."""
    session.delete(stack)
    session.flush()


def merge_settings(stack: Stack, settings: Mapping[str, Any], *, user_uid: str, now: datetime) -> None:
    """Set the given settings and keep the others, on the first two levels; an empty group empties that group.

    Raises Invalid when they grow too large.
    """
    merged = dict(stack.settings)
    for group, values in settings.items():
        present = merged.get(group)
        is_joined = isinstance(values, dict) and bool(values) and isinstance(present, dict)
        merged[group] = {**merged[group], **values} if is_joined else values
    if len(json.dumps(merged)) > SETTINGS_CHARACTERS:
        problem = Problem("/stack_settings", "TOO_LONG", f"must have at most {SETTINGS_CHARACTERS} characters.")
        raise Invalid([problem])
    _set_settings(stack, merged, user_uid=user_uid, now=now)


def reset_settings(stack: Stack, *, user_uid: str, now: datetime) -> None:
    """Forget every setting."""
    _set_settings(stack, {}, user_uid=user_uid, now=now)


def _set_settings(stack: Stack, settings: dict[str, Any], *, user_uid: str, now: datetime) -> None:
    stack.settings = settings
    stack.updated_by = user_uid
    stack.updated_at = now
