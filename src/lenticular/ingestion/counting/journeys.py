"""What attribution remembers of a visitor, as the event store keeps it: a journey by version."""

import msgspec

from lenticular.domain.attribution import Journey

Journeys = dict[str, Journey]

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Journeys)


def encode(journeys: Journeys) -> bytes:
    """Return journeys as bytes."""
    return _encoder.encode(journeys)


def decode(data: bytes | None) -> Journeys:
    """Return what `encode` made bytes of, in this version or one before; None is no journey."""
    return _decoder.decode(data) if data is not None else {}
