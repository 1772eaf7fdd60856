"""`lenticular user`: the people who may sign in."""

import secrets
import sys
from typing import Annotated

from cyclopts import App, Parameter
from sqlalchemy.orm import Session

from lenticular.accounts import passwords
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.sessions import service as sessions
from lenticular.accounts.sign_in import service as sign_in
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users
from lenticular.cli import installation, output
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.errors import Conflict, Invalid, NotFound, Problem

app = App(name="user", help="List, create and deactivate users; set their passwords.")

FromStdin = Annotated[bool, Parameter(negative="", show_default=False)]


@app.command(name="list")
def list_users(*, where: Where = HERE, json: AsJson = False) -> None:
    """List the users by e-mail address.

    Parameters
    ----------
    json
        Print JSON.
    """
    with installation.opened(where.settings()) as ports, ports.stores.configuration.reading() as session:
        found = [_described(session, user.uid) for user in users.list_by_email(session)]
    if json:
        output.document(found)
        return
    rows = [(user["email"], user["name"], user["active"], user["roles"], user["uid"]) for user in found]
    output.table(("e-mail", "name", "active", "role", "uid"), rows, empty="There is no user.")


@app.command
def create(
    email: str,
    /,
    *,
    first_name: str = "",
    last_name: str = "",
    role: OrganizationRole = OrganizationRole.MEMBER,
    organization: str | None = None,
    password_stdin: FromStdin = False,
    where: Where = HERE,
    json: AsJson = False,
) -> None:
    """Create a user in an organization; print a password once unless one is given.

    Parameters
    ----------
    email
        What they sign in with.
    role
        Owners and admins own every project; members see those that they are given a role in.
    organization
        The organization's uid; not needed where there is only one.
    password_stdin
        Read the password from standard input instead of making one up.
    json
        Print JSON.
    """
    password = _password(from_stdin=password_stdin)
    password_hash = passwords.hashed(password)
    with installation.opened(where.settings()) as ports, ports.stores.configuration.writing() as session:
        organization_uid = _organization(session, organization)
        user = users.create(
            session,
            uid=ports.identifiers.blt(),
            email=email,
            first_name=first_name,
            last_name=last_name,
            password_hash=password_hash,
            now=ports.now(),
        )
        organizations.set_role(session, organization_uid=organization_uid, user_uid=user.uid, role=role)
        described = _described(session, user.uid)
    _tell(described, None if password_stdin else password, "created", as_json=json)


@app.command
def set_password(
    email: str, /, *, password_stdin: FromStdin = False, where: Where = HERE, json: AsJson = False
) -> None:
    """Give a user another password and end all their log-ins; print the password once unless it is given.

    Parameters
    ----------
    password_stdin
        Read the password from standard input instead of making one up.
    json
        Print JSON.
    """
    password = _password(from_stdin=password_stdin)
    password_hash = passwords.hashed(password)
    with installation.opened(where.settings()) as ports, ports.stores.configuration.writing() as session:
        user = users.get(session, _uid(session, email))
        users.set_password_hash(session, user, password_hash, ports.now())
        _end_log_ins(session, user.uid)
        sign_in.forget_failures(session, user.email)
        described = _described(session, user.uid)
    _tell(described, None if password_stdin else password, "has another password", as_json=json)


@app.command
def deactivate(email: str, /, *, where: Where = HERE, json: AsJson = False) -> None:
    """Keep a user from signing in, and end all their log-ins. What they made stays, with their name.

    Parameters
    ----------
    json
        Print JSON.
    """
    with installation.opened(where.settings()) as ports, ports.stores.configuration.writing() as session:
        user = users.get(session, _uid(session, email))
        _refuse_last_owner(session, user.uid)
        users.set_active(session, user, active=False, now=ports.now())
        _end_log_ins(session, user.uid)
        described = _described(session, user.uid)
    _tell(described, None, "is deactivated", as_json=json)


def _password(*, from_stdin: bool) -> str:
    if not from_stdin:
        return secrets.token_urlsafe(12)
    return sys.stdin.readline().rstrip("\r\n")


def _uid(session: Session, email: str) -> str:
    user = users.find_by_email(session, email)
    if user is None:
        raise NotFound("USER_NOT_FOUND", f"There is no user {email}.")
    return user.uid


def _organization(session: Session, uid: str | None) -> str:
    if uid is not None:
        return organizations.get(session, uid).uid
    found = organizations.list_all(session)
    if len(found) == 1:
        return found[0].uid
    named = ", ".join(f"{organization.uid} ({organization.name})" for organization in found) or "none yet"
    message = f"Say which organization with --organization; there are: {named}."
    raise Invalid([Problem("/organization", "REQUIRED", message)], "ORGANIZATION_REQUIRED", message)


def _refuse_last_owner(session: Session, user_uid: str) -> None:
    for membership in organizations.of_user(session, user_uid):
        if membership.role is not OrganizationRole.OWNER:
            continue
        organization = membership.organization
        roles = organizations.members(session, organization.uid)
        others = {uid for uid, role in roles.items() if role is OrganizationRole.OWNER} - {user_uid}
        if not any(user.active for user in users.by_uid(session, others).values()):
            message = f"They are the last owner of {organization.name}: make somebody else an owner first."
            raise Conflict("LAST_OWNER", message)


def _end_log_ins(session: Session, user_uid: str) -> None:
    tokens.revoke_all(session, user_uid)
    sessions.end_all(session, user_uid)


def _described(session: Session, user_uid: str) -> dict[str, object]:
    user = users.get(session, user_uid)
    return {
        "uid": user.uid,
        "email": user.email,
        "name": users.display_name(user),
        "active": user.active,
        "created_at": user.created_at,
        "roles": {uid: role.value for uid, role in organizations.roles_of(session, user.uid).items()},
    }


def _tell(described: dict[str, object], password: str | None, what: str, *, as_json: bool) -> None:
    if as_json:
        output.document({**described, **({"password": password} if password else {})})
        return
    output.say(f"{described['email']} {what}.")
    if password:
        output.say(f"password: {password}  (shown only now)")
