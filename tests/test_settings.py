"""Settings: variables, options over variables, every problem at once, and the page that documents them."""

from pathlib import Path

import pytest

from lenticular import settings
from lenticular.api.ports import Limits
from lenticular.errors import Invalid

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for setting in settings.settings_table():
        monkeypatch.delenv(setting.variable, raising=False)


def test_defaults_are_the_documented_ones():
    chosen = settings.load()
    assert (chosen.host, chosen.port, chosen.workers, chosen.data) == ("127.0.0.1", 8080, 1, Path("data"))
    assert chosen.limits() == Limits()


def test_a_variable_changes_a_setting_and_an_option_comes_first(monkeypatch):
    monkeypatch.setenv("LENTICULAR_PORT", "9000")
    monkeypatch.setenv("LENTICULAR_WORKERS", "3")
    chosen = settings.load({"port": 9001, "workers": None})
    assert (chosen.port, chosen.workers) == (9001, 3)


def test_an_empty_variable_is_no_setting(monkeypatch):
    monkeypatch.setenv("LENTICULAR_DATABASE_URL", "")
    assert settings.load().database_url is None


def test_quotas_are_settings(monkeypatch):
    monkeypatch.setenv("LENTICULAR_LIMIT_PROJECTS_PER_ORGANIZATION", "50")
    assert settings.load().limits() == Limits(projects_per_organization=50)


def test_every_problem_is_told_at_once_with_the_name_of_its_variable(monkeypatch):
    monkeypatch.setenv("LENTICULAR_PORT", "eighty")
    monkeypatch.setenv("LENTICULAR_LOG_FORMAT", "xml")
    with pytest.raises(Invalid) as caught:
        settings.load({"database_url": "mysql://somewhere/else"})
    assert {problem.pointer for problem in caught.value.problems} == {"/database_url", "/port", "/log_format"}
    assert "LENTICULAR_PORT: " in caught.value.message


@pytest.mark.parametrize("url", ["mysql://a/b", "sqlite:///file.db", "not a url"])
def test_only_postgresql_is_a_database_url(url):
    with pytest.raises(Invalid, match="give a postgresql"):
        settings.load({"database_url": url})


def test_tls_needs_certificate_and_key():
    with pytest.raises(Invalid, match="TLS needs both"):
        settings.load({"tls_cert": "cert.pem"})


def test_origins_are_separated_by_commas_and_checked(monkeypatch):
    monkeypatch.setenv("LENTICULAR_MANAGEMENT_ORIGINS", "https://a.example, http://localhost:3000,")
    assert settings.load().management_origins == ("https://a.example", "http://localhost:3000")
    with pytest.raises(Invalid, match="not an origin"):
        settings.load({"management_origins": "https://a.example/path"})


def test_the_public_address_is_an_http_address_without_a_last_slash():
    assert settings.load({"public_url": "https://p.example/"}).public_url == "https://p.example"
    with pytest.raises(Invalid, match="http"):
        settings.load({"public_url": "p.example"})


def test_a_password_does_not_show_itself(monkeypatch):
    monkeypatch.setenv("LENTICULAR_OWNER_PASSWORD", "correct horse")
    assert "correct" not in repr(settings.load())


def test_the_page_of_settings_is_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == settings.document(), "run: lenticular settings --markdown"


def test_every_setting_has_a_meaning():
    assert [setting.name for setting in settings.settings_table() if not setting.meaning] == []


def test_types_of_assets_are_a_list_of_patterns(monkeypatch):
    monkeypatch.setenv("LENTICULAR_ASSET_TYPES", "image/*, application/pdf")
    assert settings.load().asset_types == ("image/*", "application/pdf")
    with pytest.raises(Invalid):
        settings.load({"asset_types": "image/*,.exe"})
