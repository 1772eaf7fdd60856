"""Metrics for operators: what each process counts, summed over all processes of the server."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

# prometheus-client shares numbers between processes through files in the folder that this variable names;
# it must be set before the library is first imported.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True, slots=True)
class Sample:
    """One number of this process. Counters add up over processes; of gauges the lowest is shown."""

    name: str
    meaning: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["counter", "gauge"] = "counter"


class Metrics:
    """Mirrors the plain numbers that a process keeps into metrics that every process can show."""

    def __init__(self, sources: Iterable[Callable[[], Iterable[Sample]]]) -> None:
        self._sources = tuple(sources)
        self._registry = CollectorRegistry()
        self._families: dict[str, Counter | Gauge] = {}
        self._seen: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}

    def mirror(self) -> None:
        """Take over the present numbers. Cheap; called about once a second and before each answer."""
        for source in self._sources:
            for sample in source():
                self._take(sample)

    def text(self) -> bytes:
        """Return all processes' numbers in the Prometheus text format."""
        self.mirror()
        if FOLDER_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _take(self, sample: Sample) -> None:
        family = self._families.get(sample.name) or self._declare(sample)
        metric = family.labels(**sample.labels) if sample.labels else family
        if isinstance(metric, Gauge):
            metric.set(sample.value)
            return
        key = (sample.name, tuple(sorted(sample.labels.items())))
        metric.inc(max(0.0, sample.value - self._seen.get(key, 0.0)))
        self._seen[key] = sample.value

    def _declare(self, sample: Sample) -> Counter | Gauge:
        labels = tuple(sample.labels)
        family: Counter | Gauge = (
            Counter(sample.name, sample.meaning, labels, registry=self._registry)
            if sample.kind == "counter"
            else Gauge(sample.name, sample.meaning, labels, registry=self._registry, multiprocess_mode="livemin")
        )
        self._families[sample.name] = family
        return family
