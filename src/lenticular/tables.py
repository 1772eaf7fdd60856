"""Every concept's tables in one metadata, for migrations."""

from lenticular.accounts.organizations import tables as organizations
from lenticular.accounts.roles import tables as roles
from lenticular.accounts.sessions import tables as sessions
from lenticular.accounts.sign_in import tables as sign_in
from lenticular.accounts.tokens import tables as tokens
from lenticular.accounts.users import tables as users
from lenticular.content.assets import tables as assets
from lenticular.content.content_types import tables as content_types
from lenticular.content.delivery_tokens import tables as delivery_tokens
from lenticular.content.entries import tables as entries
from lenticular.content.entry_variants import tables as entry_variants
from lenticular.content.environments import tables as environments
from lenticular.content.global_fields import tables as global_fields
from lenticular.content.labels import tables as labels
from lenticular.content.locales import tables as locales
from lenticular.content.management_tokens import tables as management_tokens
from lenticular.content.published import tables as published
from lenticular.content.publishing import tables as publish_queue
from lenticular.content.roles import tables as stack_roles
from lenticular.content.stacks import tables as stacks
from lenticular.content.taxonomies import tables as taxonomies
from lenticular.content.variant_groups import tables as variant_groups
from lenticular.ingestion.counting import tables as counting
from lenticular.management.attributes import tables as attributes
from lenticular.management.audiences import tables as audiences
from lenticular.management.bandits import tables as bandits
from lenticular.management.events import tables as events
from lenticular.management.experiences import tables as experiences
from lenticular.management.lytics_audiences import tables as lytics_audiences
from lenticular.management.measurement import tables as measurement
from lenticular.management.preview_links import tables as preview_links
from lenticular.management.projects import tables as projects
from lenticular.management.publishing import tables as publishing
from lenticular.management.references import tables as references
from lenticular.management.versions import tables as versions
from lenticular.management.visitor_data import tables as visitor_data
from lenticular.store.base import Base
from lenticular.visitors import tables as visitors

metadata = Base.metadata

__all__ = [
    "assets",
    "attributes",
    "audiences",
    "bandits",
    "content_types",
    "counting",
    "delivery_tokens",
    "entries",
    "entry_variants",
    "environments",
    "events",
    "experiences",
    "global_fields",
    "labels",
    "locales",
    "lytics_audiences",
    "management_tokens",
    "measurement",
    "metadata",
    "organizations",
    "preview_links",
    "projects",
    "publish_queue",
    "published",
    "publishing",
    "references",
    "roles",
    "sessions",
    "sign_in",
    "stack_roles",
    "stacks",
    "taxonomies",
    "tokens",
    "users",
    "variant_groups",
    "versions",
    "visitor_data",
    "visitors",
]
