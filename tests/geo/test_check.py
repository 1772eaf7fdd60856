import gzip
import http.server
import io
import tarfile
import threading
from random import Random

import pytest

from lenticular.errors import Invalid, NotFound, TooLarge, Unavailable
from lenticular.geo import check, database
from lenticular.geo.database import Database

EVERYWHERE = {"0.0.0.0/1": {"country_code": "DE"}, "128.0.0.0/1": {"country_code": "FR"}}


@pytest.fixture
def file(tmp_path, write_mmdb):
    return write_mmdb(tmp_path / "given.mmdb", EVERYWHERE, database_type="Test-Country", build_epoch=1_767_225_600)


@pytest.fixture
def data_folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def served(tmp_path):
    """Serve the folder over HTTP and return its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(tmp_path))

        def log_message(self, *arguments):
            pass

        def do_GET(self):
            if self.path == "/sly":
                self.send_response(302)
                self.send_header("Location", (tmp_path / "given.mmdb").as_uri())
                self.end_headers()
            else:
                super().do_GET()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_shares_tell_how_much_is_known(tmp_path, write_mmdb):
    half = write_mmdb(
        tmp_path / "half.mmdb",
        {
            "0.0.0.0/1": {"country_code": "US", "state1": "Arizona", "city": "Tucson"},
            "128.0.0.0/1": {"country_code": ""},
        },
    )

    report = check.shares(half, random=Random(1), sample=2000)

    assert report.ipv4.addresses == 2000
    assert 0.45 < report.ipv4.country < 0.65
    assert report.ipv4.country == report.ipv4.region == report.ipv4.city
    assert report.ipv4.timezone == 0
    assert report.ipv6 is None


def test_the_same_seed_gives_the_same_report(shipped):
    assert check.shares(shipped, random=Random(1), sample=50) == check.shares(shipped, random=Random(1), sample=50)


def test_the_shipped_data_places_almost_every_address(shipped):
    report = check.shares(shipped, random=Random(20261122), sample=3000)

    assert report.ipv4.country > 0.99
    assert report.ipv4.region > 0.96
    assert report.ipv4.city > 0.99
    assert report.ipv4.timezone > 0.99
    assert report.ipv6 is not None
    assert report.ipv6.region > 0.9


def test_a_report_is_json_data(shipped):
    document = check.shares(shipped, random=Random(1), sample=10).to_document()

    assert document["type"] == "DBIP-City-Lite"
    assert document["builtAt"] == "2023-04-01T00:26:17Z"
    assert document["ipv4"].keys() == {"addresses", "country", "region", "city", "timezone"}


def test_shares_of_a_missing_or_broken_file_are_refused(tmp_path):
    with pytest.raises(NotFound):
        check.shares(tmp_path / "missing.mmdb", random=Random(1))
    (tmp_path / "broken.mmdb").write_bytes(b"broken")
    with pytest.raises(Invalid):
        check.shares(tmp_path / "broken.mmdb", random=Random(1))


def test_an_installed_file_is_the_one_in_use(file, data_folder):
    installed = check.install(str(file), data_folder)

    assert installed.path == database.find(data_folder / "geo")
    assert (installed.database_type, f"{installed.built_at:%F}") == ("Test-Country", "2026-01-01")
    assert check.to_document(installed)["builtAt"] == "2026-01-01T00:00:00Z"
    assert [path.name for path in (data_folder / "geo").iterdir()] == ["places.mmdb"]


def test_a_running_server_takes_up_what_is_installed(file, data_folder):
    seconds = [0.0]
    running = Database(lambda: sorted((data_folder / "geo").glob("*.mmdb")), clock=lambda: seconds[0])

    check.install(str(file), data_folder)
    seconds[0] = 10.0

    assert running.record("8.8.8.8") == {"country_code": "DE"}


def test_a_packed_file_is_unpacked(tmp_path, file, data_folder):
    packed = tmp_path / "given.mmdb.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))

    assert check.install(str(packed), data_folder).database_type == "Test-Country"


def test_an_archive_as_maxmind_packs_it_is_unpacked(tmp_path, file, data_folder):
    packed = tmp_path / "given.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("GeoLite2/LICENSE.txt"), io.BytesIO())
        archive.add(file, "GeoLite2/GeoLite2.mmdb")

    assert check.install(str(packed), data_folder).database_type == "Test-Country"


def test_a_file_is_fetched_by_url(file, served, data_folder):
    assert check.install(f"{served}/given.mmdb", data_folder).database_type == "Test-Country"
    assert check.install(file.as_uri(), data_folder).database_type == "Test-Country"


def test_a_failing_download_is_told(file, served, data_folder):
    for url in (f"{served}/missing.mmdb", "http://127.0.0.1:1/x.mmdb", f"{served}/sly"):
        with pytest.raises(Unavailable):
            check.install(url, data_folder)


@pytest.mark.parametrize("source", ["ftp://example.org/x.mmdb", "data://x"])
def test_other_schemes_are_refused(source, data_folder):
    with pytest.raises(Invalid) as raised:
        check.install(source, data_folder)

    assert raised.value.code == "GEO_SOURCE_UNSUPPORTED"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a database", "GEO_FILE_UNREADABLE"),
        (b"\x1f\x8bnot gzip", "GEO_FILE_UNREADABLE"),
        (b"", "GEO_FILE_UNREADABLE"),
        (gzip.compress(b"not a database", mtime=0), "GEO_FILE_UNREADABLE"),
        (gzip.compress(b"x" * 10_000, mtime=0)[:30], "GEO_FILE_UNREADABLE"),
    ],
)
def test_a_bad_file_changes_nothing(tmp_path, file, data_folder, content, code):
    check.install(str(file), data_folder)
    bad = tmp_path / "bad"
    bad.write_bytes(content)

    with pytest.raises(Invalid) as raised:
        check.install(str(bad), data_folder)

    assert raised.value.code == code
    assert [path.name for path in (data_folder / "geo").iterdir()] == ["places.mmdb"]
    assert database.describe(data_folder / "geo" / "places.mmdb").database_type == "Test-Country"


def test_a_database_of_something_else_is_refused(tmp_path, write_mmdb, data_folder):
    asn = write_mmdb(tmp_path / "asn.mmdb", {"0.0.0.0/1": {"autonomous_system_number": 1}})

    with pytest.raises(Invalid) as raised:
        check.install(str(asn), data_folder)

    assert raised.value.code == "GEO_FILE_WITHOUT_PLACES"


def test_a_missing_file_is_told(tmp_path, data_folder):
    with pytest.raises(NotFound):
        check.install(str(tmp_path / "missing.mmdb"), data_folder)
    with pytest.raises(NotFound):
        check.install(str(tmp_path), data_folder)


def test_a_file_that_never_ends_is_refused(monkeypatch, file, data_folder):
    monkeypatch.setattr(check, "LARGEST_BYTES", 10)

    with pytest.raises(TooLarge):
        check.install(str(file), data_folder)
