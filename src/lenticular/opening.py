"""Opening the outside world that the settings name: what every process of an installation starts from."""

from pathlib import Path

from lenticular.api.ports import Ports, utc_now
from lenticular.geo import database as geo_data
from lenticular.geo.places import Resolver
from lenticular.settings import Settings
from lenticular.store.backup import SPOOL_FOLDER
from lenticular.store.database import open_stores
from lenticular.store.files import FOLDER as ASSETS_FOLDER
from lenticular.store.files import AssetFiles
from lenticular.store.identifiers import RandomIdentifiers

# Below the data folder: where the supervisor tells how often it had to restart a process.
SUPERVISOR_REPORT = Path("run") / "supervisor.json"


def open_ports(settings: Settings) -> Ports:
    """Return the stores, the clock, uids, location data and limits of an installation. Close its stores at the end."""
    return Ports(
        stores=open_stores(settings.data, settings.database_url),
        now=utc_now,
        identifiers=RandomIdentifiers(),
        places=Resolver(geo_data.open_database(settings.data)),
        assets=AssetFiles(settings.data / ASSETS_FOLDER, max_bytes=settings.asset_bytes),
        asset_types=settings.asset_types,
        limits=settings.limits(),
        spool=settings.data / SPOOL_FOLDER,
        event_retention_days=settings.event_retention_days,
        is_public_https=(settings.public_url or "").startswith("https://"),
        public_url=settings.public_url,
    )
