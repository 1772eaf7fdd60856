"""The routes of analytics."""

import re
from typing import Annotated

from fastapi import APIRouter, Query

from lenticular.errors import Invalid, NotFound, Problem
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import ProjectScope, Reading
from lenticular.management.versions import service as versions

router = APIRouter(tags=["Experience Analytics"])

VersionUid = Annotated[str | None, Query(description="The uid of the version (24 hex digits); required.")]
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")


@router.get("/experiences/{uid}/analytics/summary", operation_id="ExperienceAnalyticsController_summary")
def get_summary(scope: Reading, uid: str, version: VersionUid = None) -> None:
    """Return impressions and conversions of each variant of a version; 404 while there is nothing to say."""
    _require(scope, uid, version)
    raise NotFound("SUMMARY_NOT_FOUND", "Nothing has been measured for this version.")


@router.get("/experiences/{uid}/analytics/time-series", operation_id="ExperienceAnalyticsController_timeSeries")
def get_time_series(scope: Reading, uid: str, version: VersionUid = None) -> None:
    """Return impressions and conversions of a version over time; 404 while there is nothing to say."""
    _require(scope, uid, version)
    raise NotFound("TIME_SERIES_ANALYTICS_NOT_FOUND", "Nothing has been measured for this version.")


def _require(scope: ProjectScope, uid: str, version: str | None) -> None:
    """Raise Invalid unless a version is named, NotFound unless the experience has it."""
    if not version:
        raise Invalid([Problem("/version", "VERSION_REQUIRED", "Say which version: ?version=<uid>.")])
    if _OBJECT_ID.fullmatch(version) is None:
        raise Invalid([Problem("/version", f"{version[:64]} is not a valid ObjectId", "must be a version's uid")])
    versions.get(scope, experiences.get(scope, uid), version)
