"""What a version needs of its project, and whether it is still there."""

from lenticular.analytics.subjects import Subject
from lenticular.management.audiences import service as audiences
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions


def missing(scope: ProjectScope, subject: Subject) -> list[str]:
    """Return the events and audiences of a version that were deleted, each as a phrase, in the version's order."""
    lists = versions.content_of(subject.version).audience_lists()
    known, synced = audiences.uids(scope), lytics_audiences.uids(scope)
    named = dict.fromkeys(uid for entry in lists for uid in entry["audiences"])
    named_synced = dict.fromkeys(uid for entry in lists for uid in entry.get("lyticsAudiences") or ())
    return [
        *(f"the event of the metric {metric.name}" for metric in subject.metrics if metric.event_key is None),
        *(f"the audience {uid}" for uid in named if uid not in known),
        *(f"the CDP-synced audience {uid}" for uid in named_synced if uid not in synced),
    ]
