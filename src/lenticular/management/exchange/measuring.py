"""Holdouts and the privacy setting in an export: a file of ours, which the vendor's CLI does not know."""

from collections.abc import Mapping, Sequence
from typing import Any

from lenticular.content.exchange.report import Report
from lenticular.management.exchange.reading import Resource
from lenticular.management.measurement import payloads
from lenticular.management.measurement import service as measurement
from lenticular.management.measurement.payloads import ExperienceMeasurementWrite, MeasurementWrite
from lenticular.management.measurement.service import Measurement
from lenticular.management.scope import ProjectScope

_KIND = "measurement"


def written(scope: ProjectScope) -> dict[str, Any] | None:
    """Return the settings that an import gives the project again; None where all are the defaults."""
    found = measurement.of_project(scope)
    if found == Measurement():
        return None
    shown = payloads.render(found).model_dump(mode="json", by_alias=True)
    own = {uid: payloads.percentage_of(slots) for uid, slots in found.experience_slots.items()}
    return {"uid": scope.project_uid, **shown, "experiences": own}


def restore(
    scope: ProjectScope, exported: Sequence[Resource], experience_uids: Mapping[str, str], report: Report
) -> None:
    """Give the project its exported settings; `experience_uids` are this server's uids by those of the export."""
    for entry in exported[:1]:
        with report.skipping(scope.session, _KIND, entry):
            asked = MeasurementWrite.model_validate(entry)
            slots = None if asked.holdout_percentage is None else payloads.slots_of(asked.holdout_percentage)
            measurement.change_project(scope, holdout_slots=slots, privacy_signal=asked.privacy_signal)
        own = entry.get("experiences")
        for uid, percentage in own.items() if isinstance(own, dict) else ():
            with report.skipping(scope.session, _KIND, {"uid": uid}):
                holdout = ExperienceMeasurementWrite.model_validate({"holdoutPercentage": percentage})
                slots = payloads.slots_of(holdout.holdout_percentage)
                measurement.change_experience(scope, experience_uids.get(uid, uid), slots=slots)
