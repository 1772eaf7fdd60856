from structlog.testing import capture_logs

from lenticular.edge.outages import Outage


def test_an_outage_is_logged_when_it_begins_and_when_it_ends() -> None:
    outage = Outage("disk")
    with capture_logs() as logs:
        outage.worked()
        for _ in range(3):
            outage.failed(OSError("full"))
        outage.worked()
        outage.worked()
    assert [entry["event"] for entry in logs] == ["disk_failed", "disk_works_again"]
    assert logs[1]["failures"] == 3
