"""An installation with a project in it, made without the Management API, which would take many minutes for a large one.

Rows that decisions do not need are left out: nothing says which audience is used where.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import lenticular.tables  # noqa: F401 - foreign keys name tables of every concept
from benchmarks.decisions import workload
from lenticular import opening, settings
from lenticular.accounts.organizations.tables import Organization
from lenticular.cli import installation
from lenticular.domain.experiences import ExperienceType
from lenticular.management.attributes.tables import Attribute
from lenticular.management.audiences.tables import Audience
from lenticular.management.events.tables import Event
from lenticular.management.experiences.tables import Experience
from lenticular.management.lytics_audiences.tables import LyticsAudience
from lenticular.management.projects.tables import Project
from lenticular.management.publishing import revisions
from lenticular.management.versions.tables import ExperienceVersion
from lenticular.store.database import Stores
from lenticular.visitors.tables import StoredVisitor
from servers import OWNER_EMAIL, OWNER_PASSWORD

Row = dict[str, Any]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUTHORED: Row = {"created_by": "benchmark", "updated_by": "benchmark", "created_at": NOW, "updated_at": NOW}
_ROWS_AT_ONCE = 1000


def install(data: Path, size: workload.Size, *, database_url: str | None = None) -> str:
    """Make an installation, owned by whom `servers` sign in as, and a project in it; return its uid."""
    chosen = settings.load({
        "data": data, "database_url": database_url, "owner_email": OWNER_EMAIL, "owner_password": OWNER_PASSWORD,
    })  # fmt: skip
    ports = opening.open_ports(chosen)
    try:
        with installation.locked(chosen):
            installation.prepare(chosen, ports)
        document = workload.ruleset_document(size)
        with ports.stores.configuration.writing() as session:
            _insert_project(session, document, f"Workload {size}")
            revisions.advance(session, document["project"])
    finally:
        ports.stores.close()
    return str(document["project"])


def store_visitors(stores: Stores, project: str, visitors: Iterable[tuple[str, Mapping[str, object]]]) -> None:
    """Keep attributes of visitors, given by their uids."""
    rows = [
        {"project_uid": project, "user_uid": uid, "attributes": attributes, "assignments": {}, "updated_at": NOW}
        for uid, attributes in visitors
    ]
    with stores.visitors.writing() as session:
        _insert(session, StoredVisitor, rows)


def _insert_project(session: Session, document: Row, name: str) -> None:
    experiences = document["experiences"]
    own: Row = {"project_uid": document["project"]}
    described: Row = {**own, "description": "", **AUTHORED}
    project = Project(
        uid=document["project"],
        organization_uid=session.scalars(select(Organization.uid)).first(),
        name=name,
        description="",
        next_experience_short_uid=len(experiences),
        **AUTHORED,
    )
    session.add(project)
    session.flush()
    _insert(session, Attribute, [{**described, **one, "name": one["key"]} for one in document["attributes"]])
    _insert(session, Event, [{**described, **one} for one in document.get("events", ())])
    _insert(session, Audience, [{**described, **one} for one in document["audiences"]])
    _insert(session, LyticsAudience, [{**own, **one, "description": ""} for one in document["lyticsAudiences"]])
    _insert(session, Experience, [_experience(one, at, described) for at, one in enumerate(experiences, start=1)])
    _insert(session, ExperienceVersion, [_version(one, own) for one in experiences])


def _experience(document: Row, priority: int, described: Row) -> Row:
    return {
        **described,
        **{name: document[name] for name in ("uid", "name", "type", "tags", "status")},
        "short_uid": document["shortUid"],
        "priority": priority,
        "has_draft": False,
        "latest_version_uid": document["version"]["uid"],
        "next_variant_short_uid": len(document["version"]["variants"]),
        "activated_at": NOW,
        "activated_by": "benchmark",
    }


def _version(experience: Row, own: Row) -> Row:
    version = experience["version"]
    is_test = experience["type"] == ExperienceType.AB_TEST
    kind = "ABTestVariant" if is_test else "SegmentedVariant"
    variants = [{"__type": kind, **one} for one in version["variants"]]
    return {
        **own,
        **AUTHORED,
        "uid": version["uid"],
        "experience_uid": experience["uid"],
        "number": version["number"],
        "status": experience["status"],
        "variants": list(map(_share, variants)) if is_test else variants,
        "variant_split": "CUSTOM_PERCENTAGE" if is_test else None,
        "metrics": [],
        "targeting": {} if version["targeting"] is None else {"audience": version["targeting"]},
        "ranges": {one["shortUid"]: one["ranges"] for one in variants} if is_test else {},
        "first_activated_at": NOW,
    }


def _share(variant: Row) -> Row:
    slots = sum(end - start for start, end in variant["ranges"])
    return {**{name: variant[name] for name in ("__type", "shortUid", "name")}, "trafficDistribution": slots / 100}


def _insert(session: Session, table: type, rows: list[Row]) -> None:
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(insert(table), rows[begin : begin + _ROWS_AT_ONCE])
