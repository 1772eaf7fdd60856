"""Every setting of an installation, in one class: its variable, its default, its meaning."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from lenticular import errors
from lenticular.api.ports import Limits
from lenticular.store.database import database_url

PREFIX = "LENTICULAR_"

# The settings that `lenticular serve` takes as options too; the others are set once, by their variable.
OPTIONS = frozenset({
    "data", "database_url", "host", "port", "workers", "tls_cert", "tls_key", "public_url", "log_level", "log_format",
})  # fmt: skip

_QUOTA = Field(ge=0)
_QUOTAS = Limits()
_MEDIA_TYPE = re.compile(r"\*/\*|[a-z0-9.+-]+/(\*|[a-z0-9.+-]+)")


class Settings(BaseSettings):
    """The settings of one installation. Build it with `load`; only composition roots know it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path = Field(Path("data"), description="The data folder: databases, event log, rulesets, location data.")
    database_url: str | None = Field(
        None,
        description="PostgreSQL for all tables: `postgresql://user:password@host/name`. Without it, SQLite files.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="The address to listen on; `0.0.0.0` or `::` for all.")
    port: int = Field(8080, ge=0, le=65535, description="The port to listen on; 0 takes a free one and says which.")
    workers: int = Field(1, ge=1, le=128, description="How many processes answer requests.")
    tls_cert: Path | None = Field(None, description="The TLS certificate chain (PEM); needs the key too.")
    tls_key: Path | None = Field(None, description="The private key of the TLS certificate (PEM).")
    public_url: str | None = Field(
        None, description="The address visitors and browsers use, where a proxy stands before the server."
    )
    owner_email: str | None = Field(None, description="The first owner's email, read when an installation is created.")
    owner_password: SecretStr | None = Field(
        None, description="The first owner's password; without it one is made up and printed once."
    )
    organization_name: str = Field("Lenticular", min_length=1, description="The name of the first organization.")
    client_ip_header: str | None = Field(
        None, description="The header in which a trusted proxy sends the visitor's address, such as `CF-Connecting-IP`."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=32, description="How many last entries of `X-Forwarded-For` are your own proxies."
    )
    management_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Web origins whose pages may call the Management API, separated by commas."
    )
    management_rate_limit: int = Field(
        0,
        ge=0,
        description=(
            "Management and content requests a second for one organization, shared out among the workers; "
            "0 sets no limit; never on loopback."
        ),
    )
    visitor_read_timeout_ms: int = Field(
        50, ge=1, description="Milliseconds that a manifest waits for stored attributes; then it decides without them."
    )
    spool_segment_bytes: int = Field(
        64 * 1024 * 1024, ge=4096, description="The size at which the event log begins a new file, in bytes."
    )
    spool_segment_seconds: int = Field(
        900,
        ge=1,
        description="The age at which the event log begins a new file, in seconds; an erasure waits so long at most.",
    )
    event_retention_days: int = Field(
        183,
        ge=7,
        description="Days that raw impressions and events are kept, for export and erasing; results stay for good.",
    )
    edge_body_bytes: int = Field(64 * 1024, ge=1024, description="The largest Edge API request body, in bytes.")
    management_body_bytes: int = Field(
        1024 * 1024, ge=1024, description="The largest Management API request body, in bytes."
    )
    content_body_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="The largest content (`/v3`) request body, in bytes."
    )
    asset_bytes: int = Field(100 * 1024 * 1024, ge=1024, description="The largest file of an asset, in bytes.")
    asset_types: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*/*",),
        description="Media types that files of assets may have, separated by commas; `image/*` stands for every image.",
    )
    delivery_variant_limit: int = Field(
        100, ge=1, le=10_000, description="Variants that one content delivery request may name; the first ones count."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log line to write; `debug` may show visitors' data."
    )
    log_format: Literal["json", "console"] = Field("json", description="One JSON object a line, or lines for people.")

    limit_projects_per_organization: Annotated[int, _QUOTA] = Field(
        _QUOTAS.projects_per_organization, description="Projects in an organization."
    )
    limit_experiences_per_project: Annotated[int, _QUOTA] = Field(
        _QUOTAS.experiences_per_project, description="Experiences in a project."
    )
    limit_audiences_per_project: Annotated[int, _QUOTA] = Field(
        _QUOTAS.audiences_per_project, description="Audiences in a project."
    )
    limit_rules_per_audience: Annotated[int, _QUOTA] = Field(
        _QUOTAS.rules_per_audience, description="Rules in an audience, nested ones included."
    )
    limit_attributes_per_project: Annotated[int, _QUOTA] = Field(
        _QUOTAS.attributes_per_project, description="Custom attributes in a project."
    )
    limit_events_per_project: Annotated[int, _QUOTA] = Field(
        _QUOTAS.events_per_project, description="Events in a project."
    )
    limit_variants_per_experience: Annotated[int, _QUOTA] = Field(
        _QUOTAS.variants_per_experience, description="Variants of an experience."
    )
    limit_audiences_per_variant: Annotated[int, _QUOTA] = Field(
        _QUOTAS.audiences_per_variant, description="Audiences of a variant."
    )
    limit_metrics_per_test: Annotated[int, _QUOTA] = Field(
        _QUOTAS.metrics_per_test, description="Metrics of an A/B test."
    )
    limit_tags_per_experience: Annotated[int, _QUOTA] = Field(
        _QUOTAS.tags_per_experience, description="Tags of an experience."
    )
    limit_authtokens_per_user: Annotated[int, _QUOTA] = Field(
        _QUOTAS.authtokens_per_user, description="Log-ins of a user that are valid at once; the oldest ends first."
    )

    @field_validator("management_origins", "asset_types", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, (part.strip() for part in value.split(",")))) if isinstance(value, str) else value

    @field_validator("asset_types")
    @classmethod
    def _check_types(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            if not _MEDIA_TYPE.fullmatch(pattern):
                raise ValueError(f"{pattern} is not a media type such as image/png, nor image/* or */*")
        return value

    @field_validator("management_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
                raise ValueError(f"{origin} is not an origin such as https://console.example.com")
        return value

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("give an http:// or https:// address")
        return None if value is None else value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str | None) -> str | None:
        try:
            is_postgres = value is None or database_url(value).get_backend_name() == "postgresql"
        except ArgumentError:
            is_postgres = False
        if not is_postgres:
            raise ValueError("give a postgresql:// address; SQLite needs none, its files lie in the data folder")
        return value

    @model_validator(mode="after")
    def _check_tls(self) -> Self:
        if (self.tls_cert is None) is not (self.tls_key is None):
            raise ValueError("TLS needs both LENTICULAR_TLS_CERT and LENTICULAR_TLS_KEY")
        return self

    def limits(self) -> Limits:
        """Return the object quotas."""
        return Limits(**{quota.name: getattr(self, f"limit_{quota.name}") for quota in fields(Limits)})


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings; `option` is empty where there is only the variable."""

    name: str
    variable: str
    option: str
    default: str
    meaning: str


def load(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings from LENTICULAR_* variables; `overrides` that are not None come first.

    Raises Invalid with code SETTINGS_INVALID and every problem at once.
    """
    try:
        return Settings(**{name: value for name, value in (overrides or {}).items() if value is not None})
    except ValidationError as error:
        problems = [
            errors.Problem(f"/{problem['loc'][0]}" if problem["loc"] else "", "SETTING_INVALID", _sentence(problem))
            for problem in error.errors(include_url=False, include_input=False)
        ]
        message = " ".join(problem.message for problem in problems)
        raise errors.Invalid(problems, "SETTINGS_INVALID", message) from None


def settings_table() -> list[Setting]:
    """Return every setting, in the order of the class."""
    return [
        Setting(
            name,
            variable(name),
            f"--{name.replace('_', '-')}" if name in OPTIONS else "",
            _default_text(field.default),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def document() -> str:
    """Return docs/settings.md."""
    return "\n".join(_document_lines())


def _document_lines() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "Every setting is a variable. Those with an option can also be given to `lenticular serve`; the option wins."
    yield "`lenticular settings` prints them with their present values, `lenticular settings --markdown` this page."
    yield ""
    yield "| variable | option | default | meaning |"
    yield "|---|---|---|---|"
    for setting in settings_table():
        option = f"`{setting.option}`" if setting.option else ""
        default = f"`{setting.default}`" if setting.default else ""
        yield f"| `{setting.variable}` | {option} | {default} | {setting.meaning} |"
    yield ""


def _default_text(value: object) -> str:
    return "" if value is None or value == () else str(value)


def _sentence(problem: Mapping[str, Any]) -> str:
    text = str(problem["msg"]).removeprefix("Value error, ")
    place = f"{variable(str(problem['loc'][0]))}: " if problem["loc"] else ""
    return f"{place}{text}."
