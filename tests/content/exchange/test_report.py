"""What an import tells of itself."""

import pytest
from sqlalchemy.orm import Session

from lenticular.content.exchange.report import Report
from lenticular.errors import Conflict, Invalid, Problem


def test_what_was_left_out_is_not_counted(session: Session):
    report = Report()

    for resource in report.each("label", [{"uid": "a", "name": "A"}, {"uid": "b", "name": "B"}]):
        with report.skipping(session, "label", resource):
            if resource["uid"] == "b":
                raise Conflict("TAKEN", "There is a label “B”.")

    assert report.counts == {"labels": 1}
    assert [(skip.kind, skip.uid, skip.name, skip.reason) for skip in report.skipped] == [
        ("label", "b", "B", "There is a label “B”.")
    ]


def test_every_problem_of_what_was_left_out_is_told(session: Session):
    report = Report()

    with report.skipping(session, "entry", {"uid": "a", "title": "Home"}):
        raise Invalid([Problem("/title", "REQUIRED", "is missing."), Problem("/url", "TYPE", "is no text.")])

    assert report.skipped[0].reason == "/title REQUIRED: is missing.; /url TYPE: is no text."


def test_the_progress_is_told_by_kind():
    told: list[tuple[str, int, int]] = []
    report = Report(lambda what, done, of: told.append((what, done, of)))

    list(report.each("entry", [{"uid": "a"}, {"uid": "b"}], "entries"))

    assert told == [("entries", 1, 2), ("entries", 2, 2)]


def test_a_uid_that_was_kept_is_not_told():
    report = Report()

    report.rename("asset", "blta", "blta")
    report.rename("asset", "bltb", "bltc")

    assert report.renamed == {"asset": {"bltb": "bltc"}}


@pytest.fixture
def session(stores) -> Session:
    with stores.configuration.writing() as opened:
        yield opened
