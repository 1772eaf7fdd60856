"""What delivery gets of an entry or an entry variant. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from lenticular.api.times import iso_milliseconds
from lenticular.content.entries.service import Edition
from lenticular.content.entry_variants.service import VariantEdition
from lenticular.content.fields import walk
from lenticular.content.published.service import EntryDocument, VariantDocument

Schema = Sequence[Mapping[str, Any]]


def entry(edition: Edition, schema: Schema) -> EntryDocument:
    """Return an entry as it is published; what becomes of its content type later does not change it."""
    document = {
        "_version": edition.version,
        "locale": edition.locale,
        "uid": edition.entry_uid,
        "ACL": {},
        "_in_progress": False,
        "created_at": iso_milliseconds(edition.created_at),
        "created_by": edition.created_by,
        "updated_at": iso_milliseconds(edition.updated_at),
        "updated_by": edition.updated_by,
        "tags": list(edition.tags),
        **walk.with_assets(edition.fields, schema, _file),
    }
    return EntryDocument(edition.entry_uid, edition.content_type_uid, edition.version, document)


def variant(edition: VariantEdition, schema: Schema) -> VariantDocument:
    """Return an entry variant as it is published."""
    return VariantDocument(
        entry_uid=edition.entry_uid,
        content_type_uid=edition.content_type_uid,
        variant_uid=edition.variant_uid,
        version=edition.version,
        fields=walk.with_assets(edition.fields, schema, _file),
        change_set=edition.change_set,
        order=edition.order,
    )


def _file(uid: str) -> dict[str, str]:
    return {"uid": uid, "_content_type_uid": "sys_assets"}
