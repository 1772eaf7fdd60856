"""CDP-synced audiences below HTTP: what the command and other concepts ask for."""

import re

from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.lytics_audiences.service import Counts, Registration
from lenticular.management.scope import ProjectScope


def test_a_minted_uid_is_the_same_every_time_and_another_in_another_project():
    uid = lytics_audiences.mint_uid("a" * 24, "vip")

    assert re.fullmatch("[0-9a-f]{32}", uid)
    assert uid == lytics_audiences.mint_uid("a" * 24, "vip")
    assert uid != lytics_audiences.mint_uid("b" * 24, "vip")
    assert uid != lytics_audiences.mint_uid("a" * 24, "vap")


def test_a_registered_audience_may_be_referred_to(scope: ProjectScope):
    counts = lytics_audiences.register(scope, [Registration(slug="vip", name="VIPs")])

    assert counts == Counts(created=1, updated=0, unchanged=0)
    assert lytics_audiences.uids(scope) == {lytics_audiences.mint_uid(scope.project_uid, "vip")}


def test_a_slug_given_away_keeps_its_uid_with_its_audience(scope: ProjectScope):
    lytics_audiences.register(scope, [Registration(slug="vip", name="VIPs")])
    uid = lytics_audiences.mint_uid(scope.project_uid, "vip")

    lytics_audiences.register(scope, [Registration(slug="very_important", name="VIPs", uid=uid)])

    assert [(row.uid, row.slug) for row in lytics_audiences.list_by_name(scope)] == [(uid, "very_important")]
