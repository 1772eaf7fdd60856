"""From what a client asked for to orders: its names are looked up, and what cannot be is refused as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.environments import service as environments
from lenticular.content.locales import service as locales
from lenticular.content.publishing.orders import Action, AssetWish, EntryWish, Kind, Order, Request
from lenticular.content.publishing.source import Source
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import service as variant_groups
from lenticular.errors import Invalid, Problem

MOST_ITEMS = 10
MOST_LOCALES = 10
MOST_ENVIRONMENTS = 10
# With variants; a bulk request without them cannot come to more than a tenth of it.
MOST_ORDERS = 10_000
REFUSED = "The requested action could not be performed. Please enter valid values."


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a request goes, as the stack knows it."""

    environment_uids: Sequence[str]
    locales: Sequence[str]


def orders(scope: StackScope, source: Source, request: Request, *, most: int = MOST_ORDERS) -> list[Order]:
    """Return the orders of a request, what others need first.

    Raises Invalid for a content type (“118”), an entry, an asset, an environment or a language that the stack has not,
    and for more things, languages or environments than a bulk request may name. A single entry or asset must also have
    the version named, and be in one of the languages at least.
    """
    _refuse_unknown_content_types(scope, request)
    places = _places(scope, request)
    source.load([wish.uid for wish in request.entries])
    problems = [*_of_entries(scope, request), *_of_assets(source, request)]
    if not request.is_bulk and not problems:
        problems = list(_of_versions(source, request, places))
    if problems:
        raise Invalid(problems, "141", REFUSED)
    found = [order for wish in request.entries for order in _of_entry(scope, source, request, places=places, wish=wish)]
    found += [order for wish in request.assets for order in _of_asset(source, request, places, wish)]
    if len(found) > most:
        message = f"come to {len(found)} items, more than {most}."
        raise Invalid([Problem("/variants", "TOO_MANY", message)], "141", REFUSED)
    return found


def _places(scope: StackScope, request: Request) -> _Places:
    problems: list[Problem] = []
    environment_uids: list[str] = []
    codes: list[str] = []
    try:
        found = environments.get_all(scope, request.environments)
        environment_uids = [environment.uid for environment in found]
    except Invalid as failure:
        problems += failure.problems
    for code in request.locales or [scope.master_locale]:
        locale = locales.find(scope, code)
        if locale is None:
            problems.append(Problem("/locales", "NOT_FOUND", "is not valid."))
        elif locale.code not in codes:
            codes.append(locale.code)
    if request.is_bulk:
        problems += _too_many(request, _Places(environment_uids, codes))
    if problems:
        raise Invalid(list(dict.fromkeys(problems)), "141", REFUSED)
    return _Places(environment_uids, codes)


def _too_many(request: Request, places: _Places) -> Iterator[Problem]:
    for member, count, most in (
        ("entries", len(request.entries), MOST_ITEMS),
        ("assets", len(request.assets), MOST_ITEMS),
        ("locales", len(places.locales), MOST_LOCALES),
        ("environments", len(places.environment_uids), MOST_ENVIRONMENTS),
    ):
        if count > most:
            yield Problem(f"/{member}", "TOO_MANY", f"must have at most {most} items.")


def _refuse_unknown_content_types(scope: StackScope, request: Request) -> None:
    for uid in dict.fromkeys(wish.content_type_uid for wish in request.entries):
        content_types.get(scope, uid)


def _of_entries(scope: StackScope, request: Request) -> Iterator[Problem]:
    for index, wish in enumerate(request.entries):
        if entries.find(scope, wish.content_type_uid, wish.uid) is None:
            yield Problem(f"/entries/{index}/uid" if request.is_bulk else "/uid", "NOT_FOUND", "is not valid.")


def _of_assets(source: Source, request: Request) -> Iterator[Problem]:
    for index, wish in enumerate(request.assets):
        if source.asset(wish.uid) is None:
            yield Problem(f"/assets/{index}/uid" if request.is_bulk else "/uid", "NOT_FOUND", "is not valid.")


def _of_versions(source: Source, request: Request, places: _Places) -> Iterator[Problem]:
    """Yield what is wrong with the versions and languages of a request for one thing."""
    if request.action is Action.UNPUBLISH:
        return
    for wish in request.entries:
        is_localized = any(source.edition(wish.uid, code) is not None for code in places.locales)
        if not is_localized and not request.is_in_all_locales:
            yield Problem("/locales", "NOT_LOCALIZED", "is not valid: the entry is not localized there.")
        elif any(
            source.edition(wish.uid, code or places.locales[0], version) is None
            for code, version in wish.versions.items()
        ):
            yield Problem("/version", "NOT_FOUND", "is not valid.")
    for asset in request.assets:
        if source.asset(asset.uid, asset.version) is None:
            yield Problem("/version", "NOT_FOUND", "is not valid.")


def _of_entry(
    scope: StackScope, source: Source, request: Request, *, places: _Places, wish: EntryWish
) -> Iterator[Order]:
    codes = source.localized(wish.uid) if request.is_in_all_locales else places.locales
    variants = variant_groups.resolve_all(scope.session, scope.stack_uid, list(wish.variants))
    # By uid: a variant named by its alias, too, is one.
    versions = {variants[name].uid: version for name, version in wish.variants.items() if name in variants}
    is_of_entry = wish.is_itself or (wish.is_with_base and request.action is Action.PUBLISH)
    for code in codes:
        edition = source.edition(wish.uid, code)
        for environment_uid in places.environment_uids:
            order = Order(
                action=request.action,
                kind=Kind.ENTRY,
                uid=wish.uid,
                environment_uid=environment_uid,
                locale=code,
                content_type_uid=wish.content_type_uid,
                title="" if edition is None else edition.title,
                is_with_references=request.is_with_references,
            )
            if is_of_entry:
                yield replace(order, version=_version(source, wish, places, code))
            for variant_uid, version in versions.items():
                yield replace(order, kind=Kind.ENTRY_VARIANT, variant_uid=variant_uid, version=version)


def _version(source: Source, wish: EntryWish, places: _Places, locale: str) -> int | None:
    """Return the version that is meant in a language: of the language whose content it shows there."""
    edition = source.edition(wish.uid, locale)
    for code, version in wish.versions.items():
        named = source.edition(wish.uid, code or places.locales[0])
        if edition is not None and named is not None and named.locale == edition.locale:
            return version
    return None


def _of_asset(source: Source, request: Request, places: _Places, wish: AssetWish) -> Iterator[Order]:
    asset = source.asset(wish.uid)
    for code in places.locales:
        for environment_uid in places.environment_uids:
            yield Order(
                action=request.action,
                kind=Kind.ASSET,
                uid=wish.uid,
                environment_uid=environment_uid,
                locale=code,
                version=wish.version,
                title="" if asset is None else asset.document["title"],
            )
