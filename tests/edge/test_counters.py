from lenticular.edge.counters import Counters


def test_everything_counts_from_zero_and_for_itself() -> None:
    counters, others = Counters(), Counters()
    counters.answers["manifest", "2xx"] += 1
    counters.events.dropped["missing_type"] += 1
    assert (others.answers, others.events.dropped, others.visitor_read_failures) == ({}, {}, 0)
