"""Forgetting who is behind yesterday's pseudonyms: a job of the background process."""

from lenticular.api.ports import Ports
from lenticular.management.measurement import service as measurement
from lenticular.management.projects import service as projects
from lenticular.management.publishing import revisions


def rotate_pseudonym_keys(ports: Ports) -> None:
    """Give every project whose key of pseudonyms was made for another day of UTC a new one, which the edge then has."""
    with ports.stores.configuration.reading() as session:
        due = measurement.with_outdated_keys(session, ports.now())
    for project_uid in due:
        with ports.stores.configuration.writing() as session:
            projects.lock(session, project_uid)
            if measurement.renew_key(session, project_uid, ports.now()):
                revisions.advance(session, project_uid)
