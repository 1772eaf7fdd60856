"""Why an element that was kept counts for nothing, or not as its client meant it."""

from enum import StrEnum


class Reason(StrEnum):
    """What the report on an experience's health names."""

    AUTOMATED = "automated"  # by a robot, or by a browser that a program drives
    REPETITION = "repetition"  # its client id was taken in before
    TIME_NOT_TAKEN = "time_not_taken"  # the client's time is over 48 h old, or ahead: the time of arrival counts
    NO_IMPRESSION = "no_impression"  # an event of a visitor who had seen no variant of the project
    LATE = "late"  # placed by the client's time, more than a minute before it arrived: it counts
