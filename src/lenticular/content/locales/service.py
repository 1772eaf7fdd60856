"""Adding, finding, changing and removing languages, and which one stands in for which."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lenticular.content.locales import fallbacks, naming
from lenticular.content.locales.tables import Locale
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship

# The vendor's CLI takes this number for “is there already”, and goes on.
TAKEN = "247"


def list_newest_first(scope: StackScope) -> Sequence[Locale]:
    """Return the stack's languages, newest first; so the master comes last."""
    return scope.session.scalars(
        select(Locale)
        .where(Locale.stack_uid == scope.stack_uid)
        .order_by(Locale.created_at.desc(), Locale.fallback_code.is_(None), Locale.uid.desc())
    ).all()


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has a language of this uid; imports keep only free ones."""
    return session.get(Locale, uid) is not None


def find(scope: StackScope, code: str) -> Locale | None:
    """Return the language of this code, in any case, or None."""
    return scope.session.scalar(
        select(Locale).where(Locale.stack_uid == scope.stack_uid, Locale.code == code.strip().lower())
    )


def get(scope: StackScope, code: str) -> Locale:
    """Return the language of this code, in any case; raise Invalid when the stack has none."""
    locale = find(scope, code)
    if locale is None:
        raise Invalid([Problem("/locale", "NOT_FOUND", "is not valid.")], "141", f"The stack has no language “{code}”.")
    return locale


def fallbacks_of(session: Session, stack_uid: str) -> Mapping[str, str | None]:
    """Return the fallback of each language of a stack, by code; the master has None."""
    pairs = select(Locale.code, Locale.fallback_code).where(Locale.stack_uid == stack_uid)
    return dict(session.execute(pairs).all())


def fallback_chain(scope: StackScope, code: str) -> list[str]:
    """Return the code, its fallback, the fallback of that, and so on to the master; raise Invalid as `get`."""
    return fallbacks.chain(fallbacks_of(scope.session, scope.stack_uid), get(scope, code).code)


def create(scope: StackScope, *, code: str, name: str | None, fallback: str | None, uid: str | None = None) -> Locale:
    """Add a language; a given uid is kept (imports). Without a fallback it falls back to the master.

    Raises Invalid when the stack has the language, or not the fallback.
    """
    if find(scope, code) is not None:
        problem = Problem("/code", "TAKEN", "is not unique.")
        raise Invalid([problem], TAKEN, f"The stack has the language “{code}” already.")
    locale = Locale(
        uid=uid or scope.identifiers.blt(),
        stack_uid=scope.stack_uid,
        code=code,
        name=name or naming.name_of(code),
        fallback_code=_checked_fallback(scope, code, fallback or scope.master_locale),
        version=1,
        **authorship.of_new(scope),
    )
    scope.session.add(locale)
    scope.session.flush()
    return locale


def update(scope: StackScope, locale: Locale, *, name: str | None, fallback: str | None) -> None:
    """Change a language's name or fallback, where given.

    Raises Invalid when the stack has not the fallback, when languages would stand in for each other in a circle, and
    when the master would get a fallback.
    """
    if fallback is not None:
        locale.fallback_code = _checked_fallback(scope, locale.code, fallback)
    if name is not None:
        locale.name = name
    locale.version += 1
    authorship.touch(scope, locale)
    scope.session.flush()


def delete(scope: StackScope, locale: Locale) -> None:
    """Remove a language. Raise Invalid for the master, and for one that another language falls back to."""
    if locale.fallback_code is None:
        raise Invalid([Problem("/code", "MASTER", "is the master language.")], "141", "The master language stays.")
    used_by = scope.session.scalars(
        select(Locale.code)
        .where(Locale.stack_uid == scope.stack_uid, Locale.fallback_code == locale.code)
        .order_by(Locale.code)
    ).all()
    if used_by:
        problem = Problem("/code", "IN_USE", f"is the fallback language of {', '.join(used_by)}.")
        raise Invalid([problem], "141", "Give those languages another fallback first.")
    scope.session.delete(locale)
    scope.session.flush()


def _checked_fallback(scope: StackScope, code: str, fallback: str) -> str:
    pairs = fallbacks_of(scope.session, scope.stack_uid)
    if fallback not in pairs:
        said = "is not valid."
    elif code == scope.master_locale:
        said = "must be empty for the master language."
    elif fallbacks.leads_back(pairs, code, fallback):
        said = f"falls back to {code} itself."
    else:
        return fallback
    problem = Problem("/fallback_locale", "NOT_VALID_FALLBACK", said)
    raise Invalid([problem], "141", f"The language “{code}” cannot fall back to “{fallback}”.")
