"""What one process of the edge counts, for `/metrics` to read."""

from collections import Counter
from dataclasses import dataclass, field

from lenticular.ingestion import service as ingestion


@dataclass(slots=True)
class Counters:
    """Numbers since this process started.

    `answers` by call and status class ('manifest', '2xx'); `ignored_attributes` by why a value was not stored;
    `exposures` and `assignments` (draws of bandits) that were made durable after their answers;
    `repeated_manifests` were given again from memory; `previews` are manifests that a preview link decided.
    """

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: ingestion.Counters = field(default_factory=ingestion.Counters)
    ignored_attributes: Counter[str] = field(default_factory=Counter)
    exposures: int = 0
    exposure_failures: int = 0
    assignments: int = 0
    assignment_failures: int = 0
    repeated_manifests: int = 0
    previews: int = 0
    rejected_previews: int = 0
    visitor_read_failures: int = 0
    ruleset_poll_failures: int = 0
    rejected_rulesets: int = 0
    snapshot_failures: int = 0
