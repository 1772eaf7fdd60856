"""Every route of the Management API but those of `analytics`, in the order of its description."""

from lenticular.management.attributes.routes import router as attributes
from lenticular.management.audiences.routes import router as audiences
from lenticular.management.decisions.routes import router as decisions
from lenticular.management.events.routes import router as events
from lenticular.management.experiences.routes import priority_router as priorities
from lenticular.management.experiences.routes import router as experiences
from lenticular.management.geolocation.routes import router as geolocation
from lenticular.management.lytics_audiences.routes import router as lytics_audiences
from lenticular.management.measurement.routes import router as measurement
from lenticular.management.members.routes import router as members
from lenticular.management.mirroring.routes import router as mirroring
from lenticular.management.preview_links.routes import router as preview_links
from lenticular.management.projects.routes import router as projects
from lenticular.management.publishing.routes import router as revisions
from lenticular.management.versions.routes import router as versions
from lenticular.management.visitor_data.routes import router as visitor_data

ROUTERS = (
    projects,
    revisions,
    members,
    attributes,
    audiences,
    lytics_audiences,
    events,
    experiences,
    versions,
    mirroring,
    priorities,
    measurement,
    geolocation,
    decisions,
    preview_links,
    visitor_data,
)
