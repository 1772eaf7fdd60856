"""Every route of the content management API, in the order of its description."""

from fastapi import APIRouter

from lenticular.content.assets.download_routes import router as asset_downloads
from lenticular.content.assets.folder_routes import router as asset_folders
from lenticular.content.assets.routes import router as assets
from lenticular.content.content_types.routes import router as content_types
from lenticular.content.delivery_tokens.routes import router as delivery_tokens
from lenticular.content.entries.routes import router as entries
from lenticular.content.entry_variants.routes import router as entry_variants
from lenticular.content.environments.routes import router as environments
from lenticular.content.global_fields.routes import router as global_fields
from lenticular.content.labels.routes import router as labels
from lenticular.content.locales.routes import router as locales
from lenticular.content.management_tokens.routes import router as management_tokens
from lenticular.content.publishing.routes import router as publishing
from lenticular.content.roles.routes import router as roles
from lenticular.content.stacks.routes import router as stacks
from lenticular.content.taxonomies.routes import router as taxonomies
from lenticular.content.taxonomies.term_routes import router as terms
from lenticular.content.unserved.routes import router as unserved
from lenticular.content.variant_groups.routes import router as variant_groups

ROUTERS: tuple[APIRouter, ...] = (
    stacks,
    management_tokens,
    delivery_tokens,
    environments,
    locales,
    content_types,
    global_fields,
    asset_folders,
    assets,
    asset_downloads,
    taxonomies,
    terms,
    labels,
    roles,
    unserved,
    entries,
    variant_groups,
    entry_variants,
    publishing,
)
