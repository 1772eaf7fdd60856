"""ETag and If-Match: a save that was made on an older state is noticed, not lost."""

import hashlib
import json
from typing import Annotated, TypeVar

from fastapi import Header, Response
from fastapi.encoders import jsonable_encoder

from lenticular.errors import PreconditionFailed

Representation = TypeVar("Representation")
IfMatch = Annotated[str | None, Header(description="Save only if the thing still has this ETag; else 412.")]


def etag(representation: object) -> str:
    """Return the strong ETag of a representation: equal exactly when its JSON is equal."""
    canonical = json.dumps(jsonable_encoder(representation, by_alias=True), sort_keys=True, separators=(",", ":"))
    return f'"{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"'


def tag(response: Response, representation: Representation) -> Representation:
    """Put the representation's ETag on the response and return the representation."""
    response.headers["ETag"] = etag(representation)
    return representation


def check(if_match: str | None, *representations: object) -> None:
    """Raise PreconditionFailed unless If-Match is absent, `*`, or names one of the current representations."""
    if if_match is None or if_match.strip() == "*":
        return
    wanted = {entry.strip() for entry in if_match.split(",")}
    if wanted.isdisjoint(etag(representation) for representation in representations):
        raise PreconditionFailed(
            "PRECONDITION_FAILED", "Somebody changed this since you read it. Read it again, then save."
        )
