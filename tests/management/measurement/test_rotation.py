"""Yesterday's pseudonyms cannot be undone."""

from lenticular.domain.privacy import PrivacySignal
from lenticular.management.measurement import service as measurement
from lenticular.management.measurement.rotation import rotate_pseudonym_keys
from lenticular.management.publishing import revisions


def keys_and_revision(ports, *uids):
    with ports.stores.configuration.reading() as session:
        found = measurement.of_projects(session, uids)
        return [found[uid].pseudonym_key for uid in uids], revisions.latest(session)


def test_the_key_is_replaced_once_a_day_where_there_is_one(ports, clock, open_scope, project, other_project):
    with open_scope() as scope:
        measurement.change_project(scope, privacy_signal=PrivacySignal.ANONYMOUS)
    with open_scope(project_uid=other_project) as scope:
        measurement.change_project(scope, privacy_signal=PrivacySignal.DROP)
    (first, _), revision = keys_and_revision(ports, project, other_project)

    clock.advance(hours=11, minutes=59)  # a minute before midnight
    rotate_pseudonym_keys(ports)
    assert keys_and_revision(ports, project, other_project) == ([first, None], revision)

    clock.advance(minutes=1)
    rotate_pseudonym_keys(ports)
    (second, none), raised = keys_and_revision(ports, project, other_project)
    assert (second != first, none, raised) == (True, None, revision + 1)
    with ports.stores.configuration.reading() as session:
        assert revisions.changed_since(session, revision) == [project]

    rotate_pseudonym_keys(ports)
    assert keys_and_revision(ports, project, other_project) == ([second, None], raised)
