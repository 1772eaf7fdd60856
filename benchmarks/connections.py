"""A client of content delivery that costs little beside what is measured."""

import socket
from collections.abc import Mapping
from urllib.parse import urlsplit


class Connection:
    """One connection, kept open."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        address = urlsplit(url)
        self._socket = socket.create_connection((str(address.hostname), address.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = "".join(f"{name}: {value}\r\n" for name, value in {"host": address.netloc, **headers}.items())

    def send(self, path: str, **headers: str) -> None:
        """Ask."""
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self._socket.sendall(f"GET /v3{path} HTTP/1.1\r\n{self._head}{more}\r\n".encode())

    def receive(self) -> tuple[int, str, bytes]:
        """Return status, head and body of the answer."""
        held = b""
        while b"\r\n\r\n" not in held:
            held += self._socket.recv(1 << 20)
        head, _, body = held.partition(b"\r\n\r\n")
        text = head.decode().lower()
        length = int(text.partition("content-length: ")[2].split("\r\n")[0] or 0)
        while len(body) < length:
            body += self._socket.recv(1 << 20)
        return int(text.split()[1]), text, body

    def ask(self, path: str, **headers: str) -> tuple[int, str, bytes]:
        """Ask and return the answer."""
        self.send(path, **headers)
        return self.receive()
