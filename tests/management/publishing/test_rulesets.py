"""Which version of an experience visitors get, and in which state."""

from lenticular.management.experiences.service import Outline
from lenticular.management.measurement.service import Measurement
from lenticular.management.publishing import rulesets
from lenticular.management.versions.tables import ExperienceVersion

VARIANTS = [{"name": "A", "trafficDistribution": 100, "shortUid": "0"}]


def version(uid: str, status: str, **members: object) -> ExperienceVersion:
    split = "CUSTOM_PERCENTAGE"
    return ExperienceVersion(**{
        "uid": uid, "number": 1, "status": status, "variants": VARIANTS, "variant_split": split, "metrics": [],
        "targeting": {}, "ranges": {"0": [[0, 7]]}, **members,
    })  # fmt: skip


def experience() -> Outline:
    return Outline(uid="e", short_uid="0", name="Test", type="AB_TEST", status="PAUSED", tags=["summer"])


def test_visitors_get_the_live_version():
    draft, live, old = version("d", "DRAFT"), version("l", "PAUSED"), version("o", "ARCHIVED")

    shown = rulesets.live(experience(), [draft, live, old])

    assert shown is not None
    assert (shown.version.uid, shown.status, shown.ranges) == ("l", "PAUSED", {"0": [[0, 7]]})
    assert rulesets.live(experience(), [draft, old]) is None


def test_any_version_can_be_taken_as_active():
    draft, live, old = version("d", "DRAFT", ranges={}), version("l", "PAUSED"), version("o", "ARCHIVED")
    rows = [draft, live, old]

    for uid, ranges in (("d", [[0, 10_000]]), ("l", [[0, 7]]), ("o", [[0, 7]])):
        shown = rulesets.as_if_active(experience(), rows, uid)
        assert shown is not None
        assert (shown.version.uid, shown.status, shown.ranges) == (uid, "ACTIVE", {"0": ranges})
    assert rulesets.as_if_active(experience(), rows, "unknown") is None


def test_the_mark_of_an_experience_tells_every_change_of_what_is_shown():
    outline = Outline("e", "0", "Test", "AB_TEST", "ACTIVE", ["summer"])
    marks = [
        rulesets.experience_mark(outline, ("v", 1), 0),
        rulesets.experience_mark(outline, ("v", 2), 0),
        rulesets.experience_mark(outline, ("w", 1), 0),
        rulesets.experience_mark(outline, ("v", 1), 7),
        rulesets.experience_mark(outline._replace(name="summer Test"), ("v", 1), 0),
        rulesets.experience_mark(outline._replace(tags=[]), ("v", 1), 0),
        rulesets.experience_mark(outline._replace(tags=["summer", "hero"]), ("v", 1), 0),
        rulesets.experience_mark(outline._replace(tags=["summer,hero"]), ("v", 1), 0),
        rulesets.experience_mark(outline._replace(tags=["summer Test"], name="Test"), ("v", 1), 0),
        rulesets.experience_mark(outline._replace(name="Test Test"), ("v", 1), 0),
        rulesets.experience_mark(outline._replace(tags=[], name="summer Test"), ("v", 1), 0),
    ]

    assert len(set(marks)) == len(marks)
    assert rulesets.experience_mark(outline._replace(status="PAUSED"), ("v", 1), 0) == marks[0]
    assert rulesets.audience_mark("a", 1) != rulesets.audience_mark("a", 2)


def test_a_document_without_anything_is_whole():
    nothing = {"attributes": (), "lytics_audiences": (), "events": (), "preview_key": None}
    assert rulesets.document("p", 3, measurement=Measurement(), **nothing) == {
        "format": 1,
        "project": "p",
        "revision": 3,
        "holdout": 0,
        "privacy": {"signal": "IGNORE", "key": None},
        "previewKey": None,
        "attributes": [],
        "lyticsAudiences": [],
        "events": [],
    }
