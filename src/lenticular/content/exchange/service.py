"""Recreating an exported stack: everything in one transaction, uids kept where they are free on this server."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.api.ports import Ports
from lenticular.api.text import normalise_description, normalise_name
from lenticular.content import scope as scopes
from lenticular.content.exchange import contents, layout, publications, structure, variants
from lenticular.content.exchange.publications import Renamed
from lenticular.content.exchange.reading import StackExport
from lenticular.content.exchange.report import Report
from lenticular.content.locales import codes
from lenticular.content.locales import service as locales
from lenticular.content.published import service as published
from lenticular.content.scope import Access, StackScope, Visit
from lenticular.content.stacks import service as stacks
from lenticular.errors import Invalid, Problem
from lenticular.store.files import StoredFile


@dataclass(frozen=True, slots=True)
class Restored:
    """A stack that was made, before its entries have variants, and what became of its uids."""

    scope: StackScope
    renamed: Renamed


def create_stack(
    session: Session,
    ports: Ports,
    caller: Caller,
    export: StackExport,
    report: Report,
    *,
    organization_uid: str,
    api_key: str | None,
    name: str,
) -> StackScope:
    """Add a stack of this name with the export's master language, under this API key if it is free.

    Raises Invalid for a name or a language that is none, and Forbidden.
    """
    master = _master_locale(export)
    kept = api_key if api_key and stacks.find(session, api_key) is None else ports.identifiers.blt()
    exported_uid = str(export.master_locale.get("uid") or "")
    is_free = exported_uid and not locales.exists(session, exported_uid)
    locale_uid = exported_uid if is_free else ports.identifiers.blt()
    stacks.create(
        session,
        uid=ports.identifiers.blt(),
        api_key=kept,
        organization_uid=stacks.organization_for_new(caller, organization_uid),
        name=_text(normalise_name, name, "/name"),
        description=_text(normalise_description, str(export.stack.get("description") or ""), "/description"),
        master_locale=master,
        locale_uid=locale_uid,
        user_uid=caller.user_uid,
        now=ports.now(),
    )
    report.rename("stack API key", api_key or kept, kept)
    report.rename("locale", exported_uid or locale_uid, locale_uid)
    scope = scopes.open_scope(session, ports, Visit(caller, kept, scopes.MAIN_BRANCH, "stack"), Access.WRITE)
    # As every transaction does that changes a stack; nobody else can see this one yet.
    published.advance(session, scope.stack_uid)
    return scope


def _text(normalise: Callable[[str], str], text: str, pointer: str) -> str:
    try:
        return normalise(text)
    except ValueError as error:
        message = f"The stack's {pointer[1:]} {error}: “{text[:40]}”."
        raise Invalid([Problem(f"/{layout.STACK}{pointer}", "NOT_VALID", message)], message=message) from error


def _master_locale(export: StackExport) -> str:
    code = str(export.master_locale.get("code", ""))
    try:
        return codes.normalise_code(code)
    except ValueError as error:
        message = f"The export's master language has the code “{code}”, which is none."
        raise Invalid([Problem(f"/{layout.MASTER_LOCALE}", "NOT_LOCALE_CODE", message)], message=message) from error


def recreate(scope: StackScope, export: StackExport, report: Report, *, stored: Mapping[str, StoredFile]) -> Restored:
    """Make all that the export has, but for variants; `stored` are the files of its assets (`contents.store_files`)."""
    environments = structure.recreate(scope, export, report)
    known = locales.fallbacks_of(scope.session, scope.stack_uid)
    renamed = Renamed(environments, set(known), contents.free_uids(scope, export, report))
    contents.recreate(scope, export, report, stored=stored, renamed=renamed.contents)
    publications.publish_assets(scope, export, report, renamed)
    publications.publish_entries(scope, export, report, renamed)
    return Restored(scope, renamed)


def recreate_variants(
    restored: Restored,
    export: StackExport,
    report: Report,
    *,
    experiences: Mapping[str, str],
    mirrored: Mapping[str, str],
) -> None:
    """Give entries their variants, once Personalize's experiences are there.

    `experiences` has what the uid of each experience became, `mirrored` what the uid of each of their variants did.
    """
    scope = restored.scope
    known = {**mirrored, **variants.recreate_groups(scope, export, report)}
    variants.link(scope, export, report, experiences=experiences)
    renamed = restored.renamed.contents
    variants.recreate_entry_variants(scope, export, report, renamed=renamed, variants=known)
    publications.publish_entry_variants(scope, export, report, restored.renamed, variants=known)
