"""From bodies, in every spelling that clients have, to the one that publishing understands. Pure."""

from lenticular.content.publishing import orders
from lenticular.content.publishing.orders import Action, AssetWish, EntryWish, Request
from lenticular.content.publishing.payloads import (
    BulkEntry,
    BulkPublish,
    PublishAsset,
    PublishEntry,
    VariantItem,
    VariantRules,
)
from lenticular.errors import Invalid, Problem


def of_entry(action: Action, content_type_uid: str, uid: str, body: PublishEntry, *, is_nested: bool) -> Request:
    """Return what a request for one entry asks for."""
    variants = _variants(body.entry.variants)
    wish = EntryWish(
        content_type_uid=content_type_uid,
        uid=uid,
        versions={} if variants else _versions(body.locale, body.version),
        variants=variants,
        is_itself=not variants,
        is_with_base=_is_with_base(body.entry.variant_rules),
    )
    return Request(
        action=action,
        environments=body.entry.environments,
        locales=body.entry.locales or ([body.locale] if body.locale else []),
        entries=[wish],
        scheduled_at=body.scheduled_at,
        is_with_references=is_nested or bool(body.publish_with_reference),
    )


def of_asset(action: Action, uid: str, body: PublishAsset) -> Request:
    """Return what a request for one asset asks for."""
    return Request(
        action=action,
        environments=body.asset.environments,
        locales=body.asset.locales or ([body.locale] if body.locale else []),
        assets=[AssetWish(uid, body.version)],
        scheduled_at=body.scheduled_at,
    )


def of_bulk(action: Action, body: BulkPublish, *, is_nested: bool, is_in_all_locales: bool) -> Request:
    """Return what a bulk request asks for; raise Invalid when it names nothing."""
    if not body.entries and not body.assets:
        problem = Problem("/entries", "REQUIRED", "is a required field.")
        raise Invalid([problem], "141", "Name the entries or assets that it is about.")
    named = list(dict.fromkeys(row.locale for row in body.entries if row.locale))
    return Request(
        action=action,
        environments=body.environments,
        locales=body.locales or named,
        entries=orders.merged(map(_wish, body.entries)),
        assets=list({row.uid: AssetWish(row.uid, row.version) for row in body.assets}.values()),
        scheduled_at=body.scheduled_at,
        is_with_references=is_nested or bool(body.publish_with_reference),
        is_in_all_locales=is_in_all_locales,
        is_bulk=True,
    )


def _wish(row: BulkEntry) -> EntryWish:
    variants = _variants(row.variants)
    if row.variant_uid and not variants:
        # In this spelling the version is the variant's.
        variants = _variants([VariantItem(uid=row.variant_uid, version=row.version)])
    return EntryWish(
        content_type_uid=row.content_type,
        uid=row.uid,
        versions={} if variants else _versions(row.locale, row.version),
        variants=variants,
        is_itself=not variants,
        is_with_base=_is_with_base(row.variant_rules),
    )


def _versions(locale: str | None, version: int | None) -> dict[str, int]:
    return {} if version is None else {locale or "": version}


def _variants(items: list[VariantItem] | None) -> dict[str, int | None]:
    return {item.uid: item.version for item in items or ()}


def _is_with_base(rules: VariantRules | None) -> bool:
    return rules is not None and bool(rules.publish_latest_base)
