"""Every concept's tables in one metadata, for migrations."""

from lenticular.accounts.organizations import tables as organizations
from lenticular.accounts.roles import tables as roles
from lenticular.accounts.sessions import tables as sessions
from lenticular.accounts.sign_in import tables as sign_in
from lenticular.accounts.tokens import tables as tokens
from lenticular.accounts.users import tables as users
from lenticular.content.delivery_tokens import tables as delivery_tokens
from lenticular.content.environments import tables as environments
from lenticular.content.locales import tables as locales
from lenticular.content.management_tokens import tables as management_tokens
from lenticular.content.stacks import tables as stacks
from lenticular.management.attributes import tables as attributes
from lenticular.management.audiences import tables as audiences
from lenticular.management.events import tables as events
from lenticular.management.experiences import tables as experiences
from lenticular.management.lytics_audiences import tables as lytics_audiences
from lenticular.management.projects import tables as projects
from lenticular.management.publishing import tables as publishing
from lenticular.management.references import tables as references
from lenticular.management.versions import tables as versions
from lenticular.store.base import Base
from lenticular.visitors import tables as visitors

metadata = Base.metadata

__all__ = [
    "attributes",
    "audiences",
    "delivery_tokens",
    "environments",
    "events",
    "experiences",
    "locales",
    "lytics_audiences",
    "management_tokens",
    "metadata",
    "organizations",
    "projects",
    "publishing",
    "references",
    "roles",
    "sessions",
    "sign_in",
    "stacks",
    "tokens",
    "users",
    "versions",
    "visitors",
]
