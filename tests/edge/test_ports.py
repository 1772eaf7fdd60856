import dataclasses
import uuid

from lenticular.edge import ports

USER = {"X-CS-Personalize-User-Uid": "u-1"}


def _with(edge, **changes) -> None:
    edge.application = type(edge.application)(dataclasses.replace(edge.ports, **changes), prefix="/personalize-edge")


def test_the_body_limit_can_be_set(edge) -> None:
    _with(edge, body_limit_bytes=2000)
    assert edge.call("POST", "/events", USER, body=b"[" + b" " * 1998 + b"]").status == 202
    assert edge.call("POST", "/events", USER, body=b"[" + b" " * 1999 + b"]").status == 413


def test_the_header_and_the_proxies_that_tell_the_address_can_be_set(edge) -> None:
    _with(edge, client_ip_header="CF-Connecting-IP")
    edge.call("GET", "/manifest", {"cf-connecting-ip": "203.0.113.1", "X-Forwarded-For": "203.0.113.2"})
    _with(edge, trusted_proxies=1)
    edge.call("GET", "/manifest", {"X-Forwarded-For": "203.0.113.2, 203.0.113.3"})
    assert [facts.ip_address for facts in edge.described] == ["203.0.113.1", "203.0.113.2"]


def test_visitors_get_random_uuids() -> None:
    found = {ports.random_uid() for _ in range(1000)}
    assert len(found) == 1000
    assert {str(uuid.UUID(uid, version=4)) for uid in found} == found
    assert {uid[19] for uid in found} == set("89ab")
    assert all({uid[place] for uid in found} == set("0123456789abcdef") for place in (0, 13 + 2, 20, 35))


def test_lines_of_the_log_have_ids_that_no_other_process_makes(edge) -> None:
    another = dataclasses.replace(edge.ports, new_line_id=ports.numbered("another"))
    found = [edge.ports.new_line_id(), edge.ports.new_line_id(), another.new_line_id(), another.new_line_id()]
    assert len(set(found)) == 4
    assert found[2:] == ["another-1", "another-2"]
