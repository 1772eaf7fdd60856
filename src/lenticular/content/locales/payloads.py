"""Locales on the wire."""

from lenticular.api.text import Name
from lenticular.content import audit
from lenticular.content.audit import Payload, VersionedPayload
from lenticular.content.locales.codes import LocaleCode
from lenticular.content.locales.tables import Locale as LocaleRow


class LocaleDraft(Payload):
    """What a client says of a new language; without a name it gets its English one, without a fallback the master."""

    code: LocaleCode
    name: Name | None = None
    fallback_locale: LocaleCode | None = None


class LocaleChange(Payload):
    """What a client changes in a language; what is left out stays. The code never changes."""

    code: LocaleCode | None = None
    name: Name | None = None
    fallback_locale: LocaleCode | None = None


class CreateLocale(Payload):
    """A request to add a language."""

    locale: LocaleDraft


class UpdateLocale(Payload):
    """A request to change a language."""

    locale: LocaleChange


class Locale(VersionedPayload):
    """A language of the stack. Only the master language has no fallback."""

    code: str
    name: str
    fallback_locale: str | None


class LocaleAnswer(Payload):
    """One language."""

    locale: Locale


class LocaleNotice(LocaleAnswer):
    """One language, and what was done with it."""

    notice: str


class Locales(Payload):
    """Languages of the stack; with `count=true` only how many they are."""

    locales: list[Locale] | int
    count: int | None = None


def render(row: LocaleRow) -> Locale:
    """Return a language as the wire shows it."""
    members = {
        "uid": row.uid,
        "code": row.code,
        "name": row.name,
        "fallback_locale": row.fallback_code,
        "version": row.version,
    }
    return audit.render(Locale, row, members)
