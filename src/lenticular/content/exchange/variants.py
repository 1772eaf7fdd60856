"""Recreating variants by hand, what content types groups are linked to, and entry variants."""

from collections.abc import Mapping

from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.exchange.layout import Document
from lenticular.content.exchange.reading import ExportedEntry, StackExport, version_of
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.rewriting import rewritten
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked
from lenticular.errors import NotFound


def recreate_groups(scope: StackScope, export: StackExport, report: Report) -> dict[str, str]:
    """Make the groups that belong to no experience; return what the uid of each of their variants became."""
    renamed: dict[str, str] = {}
    for row in report.each("variant group", export.variant_groups):
        with report.skipping(scope.session, "variant group", row):
            group = variant_groups.create_group(
                scope,
                name=str(row.get("name", "")),
                description=str(row.get("description") or ""),
                linked=_linked(row.get("content_types")),
                uid=_kept(row, variant_groups.group_exists(scope.session, str(row.get("uid")))),
            )
            report.rename("variant group", str(row.get("uid")), group.uid)
            for variant in row.get("variants") or ():
                uid = str(variant.get("uid"))
                made = variant_groups.create_variant(
                    scope,
                    group,
                    name=str(variant.get("name", "")),
                    uid=_kept(variant, variant_groups.variant_exists(scope.session, uid)),
                )
                renamed[uid] = made.uid
                report.rename("variant", uid, made.uid)
    return renamed


def link(scope: StackScope, export: StackExport, report: Report, *, experiences: Mapping[str, str]) -> None:
    """Link the groups of experiences, by the uid that each has now, to the content types that the export says."""
    found = mirrors.of_experiences(scope.session, list(experiences.values()))
    for exported_uid, rows in export.linked.items():
        uid = experiences.get(exported_uid, "")
        resource = {"uid": exported_uid, "name": "content types of an experience"}
        if uid not in found:
            report.skip("link", resource, "The experience was not imported.")
            continue
        with report.skipping(scope.session, "link", resource):
            group = variant_groups.get_group(scope, found[uid].group_uid)
            variant_groups.link(scope, group, _linked(rows))


def recreate_entry_variants(
    scope: StackScope,
    export: StackExport,
    report: Report,
    *,
    renamed: Mapping[str, str],
    variants: Mapping[str, str],
) -> None:
    """Make the entry variants of variants that were made; `variants` has what each exported uid became."""
    # Earlier versions first: each save is a later one.
    earlier = sorted(export.entry_variant_versions, key=version_of)
    for entry in report.each("entry variant", earlier, "earlier versions of entry variants"):
        _restore(scope, entry, report, renamed=renamed, variants=variants)
    for entry in report.each("entry variant", export.entry_variants):
        _restore(scope, entry, report, renamed=renamed, variants=variants)


def _restore(
    scope: StackScope,
    entry: ExportedEntry,
    report: Report,
    *,
    renamed: Mapping[str, str],
    variants: Mapping[str, str],
) -> None:
    exported = variant_of(entry)
    with report.skipping(scope.session, "entry variant", {**entry.document, "name": exported}):
        if exported not in variants:
            raise NotFound("141", f"The variant {exported} belongs to no experience or group of the export.")
        document = rewritten(entry.document, renamed)
        place = entry_variants.locate(scope, entry.content_type_uid, document["uid"], entry.locale)
        made = entry_variants.restore(scope, place, variants[exported], document)
        report.rename("entry variant", str(document["_variant"].get("_instance_uid") or made.uid), made.uid)


def variant_of(entry: ExportedEntry) -> str:
    """Return the uid of the variant that an exported entry variant is for; empty where it says none."""
    described = entry.document.get("_variant")
    return str(described.get("_uid", "")) if isinstance(described, dict) else ""


def _linked(rows: object) -> list[Linked]:
    return [
        Linked(str(row.get("uid", "")), Link(row.get("status", "linked")))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    ]


def _kept(row: Document, is_taken: bool) -> str | None:
    uid = str(row.get("uid") or "")
    return None if is_taken or not uid or "-" in uid else uid
