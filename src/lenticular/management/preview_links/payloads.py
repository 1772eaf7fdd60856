"""Preview links on the wire."""

from typing import Annotated

from pydantic import Field

from lenticular.api.times import Time
from lenticular.domain.preview import PARAMETER
from lenticular.management.audit import Payload
from lenticular.management.decisions.payloads import MOST_VERSIONS, DescribedVisitor
from lenticular.management.preview_links.service import PreviewLink

MOST_HOURS = 30 * 24
USUAL_HOURS = 24


class PreviewLinkRequest(Payload):
    """What a link shows, and for how long."""

    expires_in_hours: Annotated[int, Field(strict=True, ge=1, le=MOST_HOURS)] = Field(
        USUAL_HOURS, description="1 hour to 30 days."
    )
    visitor: DescribedVisitor | None = Field(
        None, description="Show what this visitor would get now, as `POST /decisions` takes it."
    )
    versions: dict[str, str] = Field(
        {},
        max_length=MOST_VERSIONS,
        description="Experience uid to the version, a draft for instance, to decide by as if it were active.",
    )
    decisions: dict[str, str | None] = Field(
        {},
        max_length=MOST_VERSIONS,
        description="Variants to show whatever is decided: short uid of the experience to that of a variant of any of "
        "its versions, or null.",
    )


class PreviewLinkResponse(Payload):
    """A token to put into the query of any page of the site. It is kept nowhere: lost, it is made again."""

    token: str
    parameter: str = Field(PARAMETER, description="The name of the query parameter.")
    expires_at: Time
    active_variants: dict[str, str] = Field(
        description="What is shown, by short uid of the experience, highest priority first; of no other experience "
        "is any variant."
    )


def render(link: PreviewLink) -> PreviewLinkResponse:
    """Return a link as the wire shows it."""
    return PreviewLinkResponse(
        token=link.token,
        parameter=PARAMETER,
        expires_at=link.preview.expires_at,
        active_variants=dict(link.preview.variants),
    )
