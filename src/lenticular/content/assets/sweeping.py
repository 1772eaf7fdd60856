"""Removing files that no version of any asset names any more."""

from collections.abc import Collection

from lenticular.api.ports import Ports
from lenticular.content.assets import service as assets


def sweep(ports: Ports) -> int:
    """Remove the files that nothing has named for a day; return how many. The background process calls it often."""

    def named(digests: Collection[str]) -> set[str]:
        with ports.stores.configuration.reading() as session:
            return assets.named_digests(session, digests)

    return ports.assets.sweep(ports.now(), named)
