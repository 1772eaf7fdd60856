"""How a server's processes end: one that dies is replaced and counted; SIGTERM lets begun requests be answered."""

import os
import signal
import socket
from contextlib import closing
from urllib.parse import urlsplit

import sites
from servers import PATIENCE_SECONDS, Server, StartServer
from sites import Site


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=PATIENCE_SECONDS)


def is_refused(server: Server) -> bool:
    try:
        connect(server).close()
    except ConnectionRefusedError:
        return True
    return False


def begin_event(site: Site) -> tuple[socket.socket, bytes]:
    """Send the head of a request, wait until the server asks for its body; return the connection and the body."""
    body = b'[{"type": "EVENT", "eventKey": "%s"}]' % sites.EVENT.encode()
    connection = connect(site.server)
    connection.sendall(
        b"POST /personalize-edge/events HTTP/1.1\r\nhost: x\r\nx-cs-personalize-user-uid: drained\r\n"
        b"x-project-uid: %s\r\nexpect: 100-continue\r\ncontent-length: %d\r\n\r\n" % (site.project.encode(), len(body))
    )
    assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
    return connection, body


def test_a_killed_worker_is_replaced_and_counted_and_sigterm_drains(start_server: StartServer):
    site = sites.create(start_server(workers=2))
    server = site.server
    killed, other = sites.http_processes(server)

    os.kill(killed, signal.SIGKILL)
    sites.wait_until(lambda: sites.report(server)["restarts"] == {"http": 1, "background": 0})
    replacement, same = sites.http_processes(server)
    assert (same, replacement != killed) == (other, True)
    assert len(server.worker_clients()) == 2  # each answers

    connection, body = begin_event(site)
    with closing(connection):
        server.process.send_signal(signal.SIGTERM)
        sites.wait_until(lambda: is_refused(server))
        connection.sendall(body)
        assert connection.recv(1000).startswith(b"HTTP/1.1 202 ")
    assert server.stop() == 0
    assert "drained" in sites.users_of_events(server.data)
    assert not (server.data / "run" / "supervisor.json").exists()
