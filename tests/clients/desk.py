"""A marketer's and an author's desk: the published clients that marketer.mjs keeps open."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Desk:
    """The clients of marketer.mjs, signed in."""

    said: IO[str]
    heard: IO[str]

    def ask(self, told: Mapping[str, Any]) -> Any:
        """Return what a line of marketer.mjs gives; raise AssertionError with its error."""
        self.said.write(json.dumps(told) + "\n")
        self.said.flush()
        answer = json.loads(self.heard.readline())
        assert "error" not in answer, (told, answer)
        return answer.get("value")

    def personalize(self, call: str, *values: Any) -> Any:
        """Call the vendor's client of the Management API."""
        return self.ask({"on": "personalize", "calls": [[call, *values]]})

    def csdx(self, call: str, *values: Any) -> Any:
        """Call the client with which csdx writes entry variants."""
        return self.ask({"on": "variants", "calls": [[call, *values]]})["response"]

    def cms(self, *calls: list[Any]) -> Any:
        """Call the SDK of the content API."""
        return self.ask({"on": "cms", "calls": calls})
