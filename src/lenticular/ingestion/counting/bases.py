"""What figures count visitors by, and what they can be broken down by."""

from enum import StrEnum

# The arms of an experience with a holdout, as its figures by exposure name them.
SHOWN = "shown"
HELD_OUT = "held_out"


class Basis(StrEnum):
    """What makes a visitor count: having seen a variant, or having been decided for where there is a holdout."""

    IMPRESSION = "IMPRESSION"
    EXPOSURE = "EXPOSURE"


class Dimension(StrEnum):
    """What the figures of a version can be broken down by; VARIANT is the would-be variant, of exposures only."""

    AUDIENCE = "AUDIENCE"
    DEVICE = "DEVICE"
    COUNTRY = "COUNTRY"
    VARIANT = "VARIANT"
