from lenticular import opening, settings


def test_opens_what_the_settings_name(tmp_path):
    chosen = settings.load({"data": tmp_path / "data", "limit_events_per_project": 7})
    ports = opening.open_ports(chosen)
    try:
        assert ports.limits.events_per_project == 7
        assert ports.now().tzinfo is not None
        assert ports.stores.events.engine.url.database == str(tmp_path / "data" / "events.db")
    finally:
        ports.stores.close()


def test_an_installations_own_location_data_wins(tmp_path):
    (tmp_path / "geo").mkdir(parents=True)
    (tmp_path / "geo" / "broken.mmdb").write_bytes(b"not a database")
    ports = opening.open_ports(settings.load({"data": tmp_path}))
    ports.stores.close()
    # A broken file is passed over; what the `geo` extra brings, if anything, is used.
    assert ports.places.resolve("not an address").country is None
