"""One client process of a flood: `python flood_client.py JSON`. It sends its share and writes down what was answered.

Two files grow while it runs, of numbers of requests in 8 bytes each: `.acked`, answered with 2xx, and `.cut`, sent but
never answered. What is answered with 503 is sent again, the same bytes. One JSON document is printed at the end.
"""

import collections
import json
import os
import selectors
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import flood_plan
from flood_plan import CHUNK_CYCLES, CYCLE_EVENTS, CYCLE_REQUESTS, Plan

RETRY_SECONDS = 0.05
PATIENCE_SECONDS = 120.0
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)

Request = tuple[int, bytes]


@dataclass(slots=True)
class Connection:
    """One kept-alive connection and what is under way on it."""

    sock: socket.socket
    request: Request
    answer: bytes = b""


@dataclass(slots=True)
class Client:
    """Keeps one request under way on every connection, until all are answered or cut off."""

    address: tuple[str, int]
    waiting: Iterator[Request]
    acked: int  # descriptors of the two files
    cut: int
    counts: collections.Counter[str] = field(default_factory=collections.Counter)
    _again: collections.deque[tuple[float, Request]] = field(default_factory=collections.deque)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self, connections: int) -> None:
        """Send everything. Raises AssertionError for an answer that is neither 2xx nor 503, and for none at all."""
        for _ in range(connections):
            request = self._next()
            if request is not None:
                self._begin(request)
        while self._selector.get_map() or self._again:
            self._resume()
            ready = self._selector.select(PATIENCE_SECONDS if not self._again else RETRY_SECONDS)
            assert ready or self._again, "the server does not answer"
            done = [number for key, _ in ready if (number := self._read(key.data)) is not None]
            if done:
                os.write(self.acked, struct.pack(f"<{len(done)}Q", *done))

    def _next(self) -> Request | None:
        if self._again and self._again[0][0] <= time.monotonic():
            return self._again.popleft()[1]
        return next(self.waiting, None)

    def _resume(self) -> None:
        """Send again what waited long enough, where no connection is left to do it."""
        while self._again and not self._selector.get_map():
            time.sleep(max(0.0, self._again[0][0] - time.monotonic()))
            self._begin(self._again.popleft()[1])

    def _begin(self, request: Request) -> None:
        sock = socket.create_connection(self.address, timeout=PATIENCE_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(sock, request)
        self._selector.register(sock, selectors.EVENT_READ, connection)
        self._send(connection)

    def _send(self, connection: Connection) -> None:
        try:
            connection.sock.sendall(connection.request[1])
        except OSError:
            self._cut_off(connection)

    def _read(self, connection: Connection) -> int | None:
        """Read on; return the number of the request if it is answered with 2xx."""
        try:
            got = connection.sock.recv(1 << 16)
        except OSError:
            got = b""
        if not got:
            self._cut_off(connection)
            return None
        connection.answer += got
        if not is_whole(connection.answer):
            return None
        answer, connection.answer = connection.answer, b""
        number, status = connection.request[0], answer[9:12]
        is_taken = status.startswith(b"2")
        if not is_taken:
            assert status == b"503", answer
            self.counts["unavailable"] += 1
            self._again.append((time.monotonic() + RETRY_SECONDS, connection.request))
        self._go_on(connection)
        return number if is_taken else None

    def _go_on(self, connection: Connection) -> None:
        request = self._next()
        if request is None:
            self._selector.unregister(connection.sock)
            connection.sock.close()
        else:
            connection.request = request
            self._send(connection)

    def _cut_off(self, connection: Connection) -> None:
        self.counts["cut_off"] += 1
        os.write(self.cut, struct.pack("<Q", connection.request[0]))
        self._selector.unregister(connection.sock)
        connection.sock.close()
        request = self._next()
        if request is not None:
            self._begin(request)


def is_whole(answer: bytes) -> bool:
    """Tell whether head and body have come."""
    head, blank, body = answer.partition(b"\r\n\r\n")
    if not blank:
        return False
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return len(body) >= int(length or 0)


def requests(told: dict[str, Any]) -> Iterator[Request]:
    """Yield this process's requests with their numbers, in order."""
    plan = Plan(**told["plan"])
    parts = [_texts(told, plan, own) for own in range(2)]
    head = (
        f"POST {told['path']} HTTP/1.1\r\nhost: {told['host']}\r\nx-project-uid: {told['project']}\r\n"
        f"user-agent: {AGENT}\r\ncontent-type: text/plain;charset=UTF-8\r\nx-cs-personalize-user-uid: "
    )
    for begin in range(0, plan.cycles, CHUNK_CYCLES):
        end = min(begin + CHUNK_CYCLES, plan.cycles)
        numbers = np.arange(begin * CYCLE_REQUESTS, end * CYCLE_REQUESTS)
        numbers = numbers[numbers % told["processes"] == told["process"]]
        identities = plan.identity(numbers)
        visitors = plan.visitor(identities)
        elements_from = max(0, begin - 1)  # a request may repeat one of the cycle before
        elements = plan.elements(elements_from, end)
        codes, names = elements.codes.tolist(), elements.is_repeat.tolist()
        firsts = flood_plan.first_element(identities)
        lengths = np.where(flood_plan.is_array(identities), flood_plan.ARRAY, 1)
        columns = (numbers, visitors, plan.own_variant(visitors), firsts, lengths)
        base = elements_from * CYCLE_EVENTS
        for number, visitor, own, first, length in zip(*(column.tolist() for column in columns), strict=True):
            texts = parts[own]
            body = "[" + ",".join([
                texts[codes[at]] if codes[at] < 2 else f'{texts[codes[at]]}{base + at - names[at]}"}}'
                for at in range(first - base, first - base + length)
            ]) + "]"  # fmt: skip
            uid = f"{visitor:08x}-0000-4000-8000-000000000000"
            yield number, f"{head}{uid}\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()


def _texts(told: dict[str, Any], plan: Plan, own: int) -> list[str]:
    """Return each code as JSON, up to where the id stands."""
    experiences = [told["test"], told["segmented"]]
    variants = [*told["variants"], told["segment"]]

    def impression(experience: str, variant: str) -> str:
        return f'{{"experienceShortUid":"{experience}","variantShortUid":"{variant}","type":"IMPRESSION"'

    event = f'{{"eventKey":"{told["event"]}","type":"EVENT"'
    shown = [impression(experiences[0], variants[own]), impression(experiences[0], variants[1 - own])]
    segmented = impression(experiences[1], variants[2])
    found = [shown[0] + "}", segmented + "}"]
    for text in (event, segmented, *shown):
        times = (plan.began_ms + slot * flood_plan.SLOT_MS for slot in range(flood_plan.SLOTS))
        found += [f'{text},"time":{time_ms},"id":"' for time_ms in times]
    return found


def main() -> None:
    told = json.loads(sys.argv[1])
    log = Path(told["log"])
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    acked, cut = (os.open(log / f"{told['process']}.{name}", flags, 0o644) for name in ("acked", "cut"))
    host, _, port = told["host"].partition(":")
    client = Client((host, int(port)), requests(told), acked, cut)
    began = time.monotonic()
    client.run(told["connections"])
    json.dump({"seconds": time.monotonic() - began, **client.counts}, sys.stdout)


if __name__ == "__main__":
    main()
