"""Recreating what a stack is made of: languages, environments, fields, content types, and how they are sorted.

What a thing may be is what the API takes: each is read by the model of the request that would make it.
"""

from collections.abc import Sequence

from pydantic import TypeAdapter

from lenticular.api.text import Name
from lenticular.content.content_types import service as content_types
from lenticular.content.content_types.payloads import ContentTypeDraft
from lenticular.content.environments import service as environments
from lenticular.content.environments.payloads import EnvironmentDraft
from lenticular.content.exchange.layout import Document
from lenticular.content.exchange.ordering import after_what_they_need
from lenticular.content.exchange.reading import StackExport
from lenticular.content.exchange.report import Report
from lenticular.content.fields import expansion
from lenticular.content.global_fields import service as global_fields
from lenticular.content.global_fields.payloads import GlobalFieldDraft
from lenticular.content.labels import service as labels
from lenticular.content.labels.payloads import LabelDraft
from lenticular.content.locales import service as locales
from lenticular.content.locales.payloads import LocaleDraft
from lenticular.content.roles import service as roles
from lenticular.content.roles.payloads import RoleDraft
from lenticular.content.scope import StackScope
from lenticular.content.stacks import service as stacks
from lenticular.content.taxonomies import exchange as taxonomy_exchange
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.taxonomies import terms
from lenticular.content.taxonomies.payloads import TaxonomyDraft, TermDraft

_NAME: TypeAdapter[str] = TypeAdapter(Name)
# The server's to say, not the export's.
_AUDIT = {"created_at", "updated_at", "created_by", "updated_by", "_version", "stackHeaders", "urlPath"}


def recreate(scope: StackScope, export: StackExport, report: Report) -> dict[str, str]:
    """Make everything that entries need, and return what the uid of each environment became."""
    _settings(scope, export, report)
    _locales(scope, export, report)
    renamed = _environments(scope, export, report)
    _global_fields(scope, export, report)
    _content_types(scope, export, report)
    _taxonomies(scope, export, report)
    _labels(scope, export, report)
    _roles(scope, export, report)
    for kind, rows in export.unserved.items():
        for row in rows:
            report.skip(kind, row, "Lenticular has none of these.")
    return renamed


def _settings(scope: StackScope, export: StackExport, report: Report) -> None:
    groups = {name: value for name, value in export.settings.items() if name not in _AUDIT and value}
    with report.skipping(scope.session, "settings", {"name": "settings of the stack"}):
        stack = stacks.get(scope.session, scope.stack_uid)
        stacks.merge_settings(stack, groups, user_uid=scope.user_uid, now=scope.now)


def _locales(scope: StackScope, export: StackExport, report: Report) -> None:
    with report.skipping(scope.session, "locale", export.master_locale):
        name = export.master_locale.get("name") or None
        master = locales.get(scope, scope.master_locale)
        locales.update(scope, master, name=None if name is None else _NAME.validate_python(name), fallback=None)
    rows = after_what_they_need(
        export.locales,
        name=lambda row: str(row.get("code")).lower(),
        needs=lambda row: {str(row["fallback_locale"]).lower()} if row.get("fallback_locale") else set(),
        present={scope.master_locale},
    )
    for row in report.each("locale", rows):
        with report.skipping(scope.session, "locale", row):
            draft = LocaleDraft.model_validate(row)
            uid = _uid(row)
            made = locales.create(
                scope,
                code=draft.code,
                name=draft.name,
                fallback=draft.fallback_locale,
                uid=None if locales.exists(scope.session, uid) else uid,
            )
            report.rename("locale", uid, made.uid)


def _environments(scope: StackScope, export: StackExport, report: Report) -> dict[str, str]:
    renamed: dict[str, str] = {}
    for row in report.each("environment", _oldest_first(export.environments)):
        with report.skipping(scope.session, "environment", row):
            draft = EnvironmentDraft.model_validate(row)
            uid = _uid(row)
            made = environments.create(
                scope,
                name=draft.name,
                urls=[url.model_dump() for url in draft.urls],
                uid=None if environments.exists(scope.session, uid) else uid,
            )
            renamed[uid] = made.uid
            report.rename("environment", uid, made.uid)
    return renamed


def _global_fields(scope: StackScope, export: StackExport, report: Report) -> None:
    rows = after_what_they_need(
        _oldest_first(export.global_fields),
        name=lambda row: str(row.get("uid")),
        needs=lambda row: expansion.named(row["schema"]) if isinstance(row.get("schema"), list) else set(),
    )
    for row in report.each("global field", rows):
        with report.skipping(scope.session, "global field", row):
            draft = GlobalFieldDraft.model_validate(_without_audit(row))
            global_fields.create(
                scope,
                uid=draft.uid,
                title=draft.title,
                description=draft.description or "",
                schema=draft.structure or [],
                extras=draft.extras,
            )


def _content_types(scope: StackScope, export: StackExport, report: Report) -> None:
    for row in report.each("content type", _oldest_first(export.content_types)):
        with report.skipping(scope.session, "content type", row):
            draft = ContentTypeDraft.model_validate(_without_audit(row))
            content_types.create(
                scope,
                uid=draft.uid,
                title=draft.title,
                description=draft.description or "",
                schema=draft.structure or [],
                options=draft.options,
                extras=draft.extras,
            )


def _taxonomies(scope: StackScope, export: StackExport, report: Report) -> None:
    for row in report.each("taxonomy", _oldest_first(export.taxonomies), "taxonomies"):
        with report.skipping(scope.session, "taxonomy", row["taxonomy"]):
            draft = TaxonomyDraft.model_validate(row["taxonomy"])
            drafts = [TermDraft.model_validate(term) for term in row["terms"] or ()]
            taxonomy_exchange.restore(
                scope,
                taxonomies.Draft(draft.uid, draft.name, draft.description),
                [terms.Draft(term.uid, term.name, term.parent_uid) for term in drafts],
            )


def _labels(scope: StackScope, export: StackExport, report: Report) -> None:
    renamed: dict[str, str] = {}
    rows = after_what_they_need(
        _oldest_first(export.labels),
        name=_uid,
        needs=lambda row: {str(uid) for uid in row["parent"]} if isinstance(row.get("parent"), list) else set(),
    )
    for row in report.each("label", rows):
        with report.skipping(scope.session, "label", row):
            draft = LabelDraft.model_validate(row)
            uid = _uid(row)
            made = labels.create(
                scope,
                name=draft.name,
                parents=[renamed.get(parent, parent) for parent in draft.parent],
                content_types=draft.content_types,
                uid=None if labels.exists(scope.session, uid) else uid,
            )
            renamed[uid] = made.uid
            report.rename("label", uid, made.uid)


def _roles(scope: StackScope, export: StackExport, report: Report) -> None:
    for row in report.each("role", _oldest_first(export.roles)):
        with report.skipping(scope.session, "role", row):
            draft = RoleDraft.model_validate(row)
            uid = _uid(row)
            made = roles.create(
                scope,
                name=draft.name,
                description=draft.description,
                rules=draft.rules,
                uid=None if roles.exists(scope.session, uid) else uid,
            )
            report.rename("role", uid, made.uid)


def _uid(row: Document) -> str:
    return str(row.get("uid"))


def _without_audit(row: Document) -> Document:
    return {name: value for name, value in row.items() if name not in _AUDIT}


def _oldest_first(rows: Sequence[Document]) -> list[Document]:
    # Exports list the newest first; made in the order of their making, they are listed the same again.
    return list(reversed(rows))
