"""The world as routes see it."""

from datetime import timedelta

from lenticular.api.ports import Limits, utc_now


def test_the_clock_is_in_utc_and_to_the_millisecond_that_the_wire_can_show():
    now = utc_now()

    assert now.utcoffset() == timedelta(0)
    assert now.microsecond % 1000 == 0


def test_the_quotas_are_the_documented_ones():
    limits = Limits()

    assert (limits.projects_per_organization, limits.experiences_per_project, limits.audiences_per_project) == (
        3,
        100,
        100,
    )
    assert (limits.rules_per_audience, limits.attributes_per_project, limits.events_per_project) == (50, 100, 100)
    assert (limits.variants_per_experience, limits.audiences_per_variant, limits.metrics_per_test) == (20, 50, 5)
    assert (limits.tags_per_experience, limits.authtokens_per_user) == (10, 20)
