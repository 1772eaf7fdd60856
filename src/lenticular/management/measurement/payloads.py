"""Holdouts and the privacy setting on the wire."""

import math
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, Strict
from pydantic_core import PydanticCustomError

from lenticular.domain.privacy import PrivacySignal
from lenticular.management.audit import Payload
from lenticular.management.measurement.service import Holdout, Measurement

MOST_PERCENT = 50
_SLOTS_PER_PERCENT = 100


def _percentage(value: float) -> float:
    is_share = math.isfinite(value) and 0 <= value <= MOST_PERCENT
    if not is_share or Decimal(str(value)) * _SLOTS_PER_PERCENT % 1:
        raise PydanticCustomError("NOT_PERCENTAGE", "must be a number from 0 to 50 with two decimals at most")
    return value


HoldoutPercentage = Annotated[
    float, Strict(), AfterValidator(_percentage), Field(json_schema_extra={"minimum": 0, "maximum": MOST_PERCENT})
]
_SHARE = "Percent of the visitors, 0 to 50, two decimals."


class MeasurementWrite(Payload):
    """What a client sends to change a project's settings; what is absent stays."""

    holdout_percentage: HoldoutPercentage | None = Field(None, description=_SHARE)
    privacy_signal: PrivacySignal | None = None


class ProjectMeasurement(Payload):
    """What a project withholds to measure by, and what it does when a browser sends `Sec-GPC: 1`."""

    holdout_percentage: int | float = Field(
        description=f"{_SHARE} They get `null` for every experience that would show them a variant; 0: nobody."
    )
    privacy_signal: PrivacySignal = Field(
        description=(
            "IGNORE: as if it were not sent. ANONYMOUS: what the visitor sees and does is counted under a pseudonym "
            "that changes every day of UTC; attributes and assignments are not stored. DROP: nothing is stored."
        )
    )


class ExperienceMeasurementWrite(Payload):
    """What a client sends to change what an experience withholds by itself."""

    holdout_percentage: HoldoutPercentage = Field(description=_SHARE)


class ExperienceMeasurement(Payload):
    """What is withheld of an experience to measure what it is worth."""

    holdout_percentage: int | float = Field(description="Percent that this experience withholds by itself.")
    project_holdout_percentage: int | float = Field(description="Percent that its project withholds of everything.")
    effective_holdout_percentage: int | float = Field(
        description=(
            "Percent of the visitors held out by either. The two choose visitors independently: 10 and 5 make 14.5."
        )
    )


def slots_of(percentage: float) -> int:
    """Return slots of 10,000 for a percentage of two decimals."""
    return round(percentage * _SLOTS_PER_PERCENT)


def percentage_of(slots: int) -> int | float:
    """Return the percentage that slots of 10,000 are."""
    return slots // _SLOTS_PER_PERCENT if slots % _SLOTS_PER_PERCENT == 0 else slots / _SLOTS_PER_PERCENT


def render(measurement: Measurement) -> ProjectMeasurement:
    """Return a project's settings as the wire shows them: without the key."""
    return ProjectMeasurement(
        holdout_percentage=percentage_of(measurement.holdout_slots), privacy_signal=measurement.privacy_signal
    )


def render_holdout(holdout: Holdout) -> ExperienceMeasurement:
    """Return what is withheld of an experience as the wire shows it."""
    return ExperienceMeasurement(
        holdout_percentage=percentage_of(holdout.own_slots),
        project_holdout_percentage=percentage_of(holdout.project_slots),
        effective_holdout_percentage=percentage_of(round(holdout.effective_share * 10_000)),
    )
