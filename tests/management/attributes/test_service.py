"""Custom attributes: uniqueness, quota, order."""

import threading

import pytest

from lenticular.errors import Conflict, NotFound, QuotaExceeded
from lenticular.management.attributes import service as attributes
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope


def create(scope: ProjectScope, name: str, key: str | None = None, **more: str) -> str:
    return attributes.create(scope, name=name, key=key or name.lower(), description="", **more).uid


def test_attributes_are_listed_newest_first(open_scope, clock):
    for name in ("First", "Second", "Third"):
        with open_scope() as scope:
            create(scope, name)
        clock.advance(seconds=1)

    with open_scope() as scope:
        assert [row.name for row in attributes.list_newest_first(scope)] == ["Third", "Second", "First"]


@pytest.mark.parametrize(
    ("name", "key", "code"), [("Age", "years", "DUPLICATE_NAME"), ("Years", "age", "DUPLICATE_KEY")]
)
def test_names_and_keys_are_unique_in_a_project(scope: ProjectScope, name: str, key: str, code: str):
    create(scope, "Age")

    with pytest.raises(Conflict) as refused:
        create(scope, name, key)

    assert refused.value.code == f"personalize.ATTRIBUTES.{code}"


def test_another_project_may_have_the_same(open_scope, other_project: str):
    for uid in (None, other_project):
        with open_scope(project_uid=uid) as scope:
            create(scope, "Age")


def test_an_attribute_may_keep_its_own_name_and_key_when_it_changes(scope: ProjectScope):
    age = attributes.get(scope, create(scope, "Age"))

    attributes.update(scope, age, name="Age", key="age", description="Years")

    assert attributes.get(scope, age.uid).description == "Years"


def test_an_attribute_may_not_take_the_name_of_another(scope: ProjectScope):
    create(scope, "Age")
    size = attributes.get(scope, create(scope, "Size"))

    with pytest.raises(Conflict):
        attributes.update(scope, size, name="Age", key="size", description="")


def test_a_change_is_dated_and_signed(open_scope, owner, member, clock):
    with open_scope() as scope:
        uid = create(scope, "Age")
    clock.advance(hours=1)
    with open_scope(member) as scope:
        attributes.update(scope, attributes.get(scope, uid), name="Age", key="age", description="Years")

    with open_scope() as scope:
        row = attributes.get(scope, uid)
        assert (row.created_by, row.updated_by) == (owner.user_uid, member.user_uid)
        assert (row.updated_at - row.created_at).total_seconds() == 3600


def test_a_given_uid_is_kept(scope: ProjectScope):
    assert create(scope, "Age", uid="f" * 24) == "f" * 24
    assert attributes.uids(scope) == {"f" * 24}


def test_the_hundred_and_first_attribute_is_refused(scope: ProjectScope):
    for number in range(100):
        create(scope, f"A{number}")

    with pytest.raises(QuotaExceeded) as refused:
        create(scope, "One more")

    assert refused.value.code == "personalization.ATTRIBUTES.MAX_ATTRIBUTES_COUNT_EXCEEDED"


def test_two_who_want_the_last_place_at_once_do_not_both_get_it(open_scope, project: str):
    with open_scope() as scope:
        for number in range(99):
            create(scope, f"A{number}")
    outcomes: list[str] = []
    ready = threading.Barrier(2, timeout=5)

    def take(name: str) -> None:
        ready.wait()
        try:
            with open_scope() as scope:
                create(scope, name)
            outcomes.append("made")
        except QuotaExceeded:
            outcomes.append("full")

    threads = [threading.Thread(target=take, args=(name,)) for name in ("X", "Y")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["full", "made"]


def test_an_attribute_in_use_is_not_deleted(scope: ProjectScope):
    age = attributes.get(scope, create(scope, "Age"))
    audience = Thing(Kind.AUDIENCE, "a" * 24)
    references.replace(scope, audience, "Parents", [Thing(Kind.ATTRIBUTE, age.uid)])

    with pytest.raises(Conflict) as refused:
        attributes.delete(scope, age)
    assert refused.value.code == "personalize.ATTRIBUTES.CANNOT_DELETE_REFERRED_ATTRIBUTE"

    references.forget(scope, audience)
    attributes.delete(scope, age)
    with pytest.raises(NotFound):
        attributes.get(scope, age.uid)


def test_another_projects_attribute_is_not_found(open_scope, other_project: str):
    with open_scope(project_uid=other_project) as other:
        uid = create(other, "Age")

    with open_scope() as scope, pytest.raises(NotFound):
        attributes.get(scope, uid)
