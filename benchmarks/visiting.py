"""Requests for manifests, as pages send them, by visitors of whom something is stored or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from benchmarks import installing
from benchmarks.decisions import workload
from lenticular.domain import decision, ruleset
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Ruleset
from lenticular.store.database import open_stores

KINDS = ("known", "new", "repeating")
PATH = "/personalize-edge/manifest"
REPEATING = 200
# How often the same visitor comes within one round, each time from elsewhere.
_VISITS = 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """The visitors of one project. New ones have no UID yet."""

    project: str
    known: Sequence[workload.Request]
    new: Sequence[workload.Request]

    def requests(self, kind: str, number: int) -> list[bytes]:
        """Return the requests of a round, in which only the repeating visitors are as they were in another."""
        if kind == "repeating":
            return [self.request(one.headers) for one in self.known[:REPEATING]]
        visits = range(number * _VISITS, (number + 1) * _VISITS)
        visitors = self.known if kind == "known" else self.new
        return [self.request(_from_elsewhere(one.headers, visit)) for visit in visits for one in visitors]

    def request(self, headers: Mapping[str, str]) -> bytes:
        """Return the request for a manifest with these headers."""
        all_of_them = {"Host": "127.0.0.1", "X-Project-Uid": self.project, **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in all_of_them.items())
        return f"GET {PATH} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")


def install(data: Path, size: workload.Size, count: int) -> Crowd:
    """Make an installation with a project of a size and so many known visitors; return who comes to it."""
    project = installing.install(data, size)
    known = workload.requests(size, "known", count)
    stores = open_stores(data)
    installing.store_visitors(stores, project, ((one.visitor.uid or "", one.stored_attributes) for one in known))
    stores.close()
    return Crowd(project, known, [_without_uid(one) for one in workload.requests(size, "anonymous", count)])


def manifest(size: workload.Size, visitor: Visitor, now: datetime) -> list[tuple[str, str | None]]:
    """Return what the rules of decision give a visitor, by short uids, without any of what makes that fast."""
    made = decision.decide(_ruleset(size), visitor._replace(now=now))
    return [(one.experience_short_uid, one.variant_short_uid) for one in made]


@cache
def _ruleset(size: workload.Size) -> Ruleset:
    return ruleset.from_document(workload.ruleset_document(size))


def _without_uid(request: workload.Request) -> workload.Request:
    headers = {name: value for name, value in request.headers.items() if name != "X-CS-Personalize-User-Uid"}
    return replace(request, headers=headers, visitor=request.visitor._replace(uid=None))


def _from_elsewhere(headers: Mapping[str, str], visit: int) -> dict[str, str]:
    """Return the headers of another visit: with an address of the same network, and another user agent's name."""
    address = ip_address(int(ip_address(headers["X-Forwarded-For"])) ^ visit * 40_503 % 65_536)
    return {**headers, "X-Forwarded-For": str(address), "User-Agent": f"{headers['User-Agent']} Shop/{visit}"}
