"""`lenticular decide`: one visitor's decisions, by the edge's own code, without a server."""

import json as json_text
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from lenticular.api.ports import Ports
from lenticular.cli import installation, output
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.domain import decision, explain, ruleset
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Ruleset
from lenticular.edge.requests import NO_USER_UIDS
from lenticular.errors import Invalid, NotFound, Problem
from lenticular.management.publishing import service as publishing
from lenticular.visitors import context
from lenticular.visitors import service as stored_visitors
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import Stored


def decide(
    *,
    project: Annotated[str, Parameter(name="--project")],
    user: str | None = None,
    page_url: str | None = None,
    ip: str | None = None,
    user_agent: str | None = None,
    referrer: str | None = None,
    attribute: tuple[str, ...] = (),
    at: str | None = None,
    with_explanation: Annotated[bool, Parameter(name="--explain", negative="", show_default=False)] = False,
    where: Where = HERE,
    json: AsJson = False,
) -> None:
    """Decide which variants a visitor gets, as the edge would. Nothing is counted or stored.

    Parameters
    ----------
    project
        The project's uid.
    user
        The visitor's UID; their stored attributes are read. Without it A/B tests answer NO_USER.
    page_url
        The page; its query parameters are attributes.
    ip
        The visitor's address, for country, region, city and time zone.
    user_agent
        The browser, for device and operating system.
    referrer
        The page the visitor came from.
    attribute
        A live attribute as `key=value`, any number of times; the value is JSON if it reads as JSON, else text.
    at
        The time to decide at, as ISO 8601, in UTC unless it has an offset; now if not given.
    with_explanation
        Say why: every audience and rule, what it saw, and each A/B slot.
    json
        Print JSON.
    """
    with installation.opened(where.settings()) as ports:
        rules = _ruleset(ports, project)
        visitor = context.visitor(
            RequestFacts(
                now=_time(at, ports),
                user_uid=None if user is None or user in NO_USER_UIDS else user,
                page_url=page_url,
                referrer=referrer,
                user_agent=user_agent,
                ip_address=_address(ip),
                live_attributes_header=json_text.dumps(_attributes(attribute)),
                stored=_stored(ports, project, user).as_text(),
            ),
            ports.places,
        )
    if with_explanation:
        document = explain.explain(rules, visitor)
        if json:
            output.document(document)
        else:
            _print_explanation(document)
        return
    found = decisions(rules, visitor)
    if json:
        output.document(
            {"project": rules.project_uid, "revision": rules.revision, "notes": visitor.notes, "experiences": found}
        )
        return
    _print_decisions(found, visitor)


def _print_decisions(found: list[dict[str, str | None]], visitor: Visitor) -> None:
    rows = [
        (row["shortUid"], row["name"], row["activeVariantShortUid"], row["activeVariantName"], _reason(row))
        for row in found
    ]
    output.table(("experience", "name", "variant", "name", "reason"), rows, empty="No experience is active or paused.")
    for note in visitor.notes:
        output.say(note)


def _reason(row: Mapping[str, str | None]) -> str:
    withheld = row["withheldVariantName"]
    return f"{row['reason']}: {withheld}" if withheld else str(row["reason"])


def decisions(rules: Ruleset, visitor: Visitor) -> list[dict[str, str | None]]:
    """Return the visitor's decision for each experience, in priority order, with names for people."""
    experiences = {experience.uid: experience for experience in rules.experiences}
    found: list[dict[str, str | None]] = []
    for decided in decision.decide(rules, visitor):
        experience = experiences[decided.experience_uid]
        names = {variant.short_uid: variant.name for variant in experience.version.variants}
        active, withheld = decided.variant_short_uid, decided.withheld_variant_short_uid
        found.append(
            {
                "uid": experience.uid,
                "shortUid": experience.short_uid,
                "name": experience.name,
                "activeVariantShortUid": active,
                "activeVariantName": None if active is None else names.get(active),
                "reason": decided.reason.value,
                "withheldVariantShortUid": withheld,
                "withheldVariantName": None if withheld is None else names.get(withheld),
            }
        )
    return found


def _ruleset(ports: Ports, project_uid: str) -> Ruleset:
    with ports.stores.configuration.reading() as session:
        document = publishing.ruleset_document(session, project_uid)
    if document is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {project_uid}.")
    return ruleset.from_document(document)


def _stored(ports: Ports, project_uid: str, user_uid: str | None) -> Stored:
    if user_uid is None or user_uid in NO_USER_UIDS:
        return Stored()
    with ports.stores.visitors.reading() as session:
        return stored_visitors.read(session, project_uid, user_uid)


def _time(text: str | None, ports: Ports) -> datetime:
    if text is None:
        return ports.now()
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong("at", f"--at {text!r} is no ISO 8601 time such as 2026-11-27T09:00:00Z.") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _address(text: str | None) -> str | None:
    if text is None:
        return None
    address = context.client_ip(None, text, header_value=None, trusted_proxies=0)
    if address is None:
        raise _wrong("ip", f"--ip {text!r} is no IP address.")
    return address


def _attributes(pairs: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not key or not equals:
            raise _wrong("attribute", f"--attribute {pair!r} is not of the form key=value.")
        try:
            found[key] = json_text.loads(text)
        except ValueError:
            found[key] = text
    return found


def _wrong(option: str, message: str) -> Invalid:
    return Invalid([Problem(f"/{option}", "USAGE", message)], "USAGE", message)


def _print_explanation(document: Mapping[str, Any]) -> None:
    tree = Tree("decision", hide_root=True)
    _grow(tree, document)
    Console().print(tree, highlight=False)


def _grow(tree: Tree, value: object) -> None:
    """Hang a document under a branch: plain values on the line of their name, the rest below it."""
    named = value.items() if isinstance(value, Mapping) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, part in named:
        if isinstance(part, Mapping | list) and part:
            _grow(tree.add(f"[bold]{escape(_title(str(name), part))}[/bold]"), part)
        else:
            tree.add(escape(f"{name}: {json_text.dumps(part, ensure_ascii=False)}"))


def _title(name: str, part: object) -> str:
    title = part.get("name") if isinstance(part, Mapping) else None
    return f"{name}: {title}" if isinstance(title, str) else name
