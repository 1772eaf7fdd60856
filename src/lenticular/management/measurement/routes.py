"""The routes of holdouts and of the privacy setting. They are ours: the hosted service has neither."""

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.management.measurement import payloads
from lenticular.management.measurement import service as measurement
from lenticular.management.measurement.payloads import (
    ExperienceMeasurement,
    ExperienceMeasurementWrite,
    MeasurementWrite,
    ProjectMeasurement,
)
from lenticular.management.projects.scope import ChangingNamed, ReadingNamed
from lenticular.management.scope import Changing, Reading

router = APIRouter(tags=["Measurement"])


@router.get("/projects/{uid}/measurement", operation_id="ProjectMeasurementController_find")
def get_project_measurement(scope: ReadingNamed, response: Response) -> ProjectMeasurement:
    """Return the share of visitors that the whole project holds out, and what it does with a privacy signal."""
    return etags.tag(response, payloads.render(measurement.of_project(scope)))


@router.put("/projects/{uid}/measurement", operation_id="ProjectMeasurementController_update")
def update_project_measurement(
    scope: ChangingNamed, body: MeasurementWrite, response: Response, if_match: IfMatch = None
) -> ProjectMeasurement:
    """Change the project's holdout and privacy setting, for its owners. An absent member stays.

    A held-out visitor gets `null` wherever a variant would be theirs, so content shows the base, and is compared with
    those who get it. Who is held out follows from the visitor's UID: a larger share keeps those of a smaller one. The
    share may change while versions run; visitors who then change sides count in both arms, and are reported as
    crossovers. ANONYMOUS makes a new key for the pseudonyms, replaced at every midnight of UTC; no answer shows it.
    """
    etags.check(if_match, payloads.render(measurement.of_project(scope)))
    slots = None if body.holdout_percentage is None else payloads.slots_of(body.holdout_percentage)
    measurement.change_project(scope, holdout_slots=slots, privacy_signal=body.privacy_signal)
    return etags.tag(response, payloads.render(measurement.of_project(scope)))


@router.get("/experiences/{uid}/measurement", operation_id="ExperienceMeasurementController_find")
def get_experience_measurement(scope: Reading, uid: str, response: Response) -> ExperienceMeasurement:
    """Return the share of visitors that an experience is withheld from, by itself and by its project."""
    return etags.tag(response, payloads.render_holdout(measurement.holdout_of(scope, uid)))


@router.put("/experiences/{uid}/measurement", operation_id="ExperienceMeasurementController_update")
def update_experience_measurement(
    scope: Changing, uid: str, body: ExperienceMeasurementWrite, response: Response, if_match: IfMatch = None
) -> ExperienceMeasurement:
    """Set the share of visitors that an experience is withheld from by itself; its project's adds to it.

    It may change while a version runs: visitors who then change sides count in both arms, and are reported as
    crossovers. Figures are cleanest when it is set before the version is activated.
    """
    etags.check(if_match, payloads.render_holdout(measurement.holdout_of(scope, uid)))
    measurement.change_experience(scope, uid, slots=payloads.slots_of(body.holdout_percentage))
    return etags.tag(response, payloads.render_holdout(measurement.holdout_of(scope, uid)))
