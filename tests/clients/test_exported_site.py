"""The travel site of the vendor's export: what its visitors read, in English and German, is what the export has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from clients.stacks import Stack
from servers import Server

pytestmark = pytest.mark.client

HOME, ASIA = "blt2370c7c244de82e0", "bltbd80896a5b36ffcf"  # the home page, and a page about tours through Asia
ENGLISH, GERMAN = "en", "de"
# Two visitors of the same wishes can take different parts in the test of the page about Asia.
TO_ASIA = {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "APAC"}


@dataclass(frozen=True, slots=True)
class Hero:
    """What a page shows on top: the entry that it refers to, and that entry's title in each language."""

    content_type: str
    uid: str
    english: str
    german: str

    def as_included(self) -> dict[str, tuple[str, str, str]]:
        """Return type, uid and title by language, as `shown` reads them from an answer."""
        return {
            ENGLISH: (self.content_type, self.uid, self.english),
            GERMAN: (self.content_type, self.uid, self.german),
        }


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody, what the site knows of them, the variants they are to get, and what they are to see."""

    name: str
    attributes: Mapping[str, str]
    variants: Mapping[str, str]  # by alias, the variant's uid in the export
    hero: Hero

    def __str__(self) -> str:
        return self.name


AMSTERDAM = Hero(
    "article",
    "bltdb410cbb8934b5ad",
    "Exploring the Charm of Amsterdam's Canals",
    "Den Charme der Amsterdamer Kanäle erkunden",
)
GRAND_CANYON = Hero(
    "article",
    "bltf12d936de8b5a8c8",
    "Discover Majestic Beauty in the Grand Canyon",
    "Entdecken Sie die majestätische Schönheit des Grand Canyon",
)
GALAPAGOS = Hero(
    "article",
    "blta77d498bccd0bff5",
    "Nature's Masterpiece: The Galapagos Islands in Ecuador",
    "Meisterwerk der Natur: Die Galapagos-Inseln in Ecuador",
)
VENICE = Hero("hero_banner", "bltacf69844ef4dfdb9", "Europe\u2019s Venetian Charm", "Europas venezianischer Charme")
TOKYO = Hero(
    "hero_banner",
    "blta1887f545d76f7d0",
    "Tokyo Tower: A Majestic Icon Embracing the Skyline",
    "Tokyo Tower: Ein majestätisches Wahrzeichen, das die Skyline umarmt",
)
TOKYO_STORY = Hero("article", "blt3299d1e02ec3f9d4", TOKYO.english, TOKYO.german)
BULLET_TRAIN = Hero(
    "article",
    "bltaedfbf71d0f91df0",
    "Unleash the Speed: Japan's Bullet Train (Shinkansen)",
    "Entfessle die Geschwindigkeit: Japans Hochgeschwindigkeitszug (Shinkansen)",
)
CABLE_CAR = Hero(
    "article",
    "blt149b97681133a10f",
    "The Sky-High Wonder: Singapore Cable Car",
    "Das himmelhohe Wunder: Singapurs Seilbahn",
)
TUK_TUKS = Hero(
    "article",
    "blt8fee2d1390245699",
    "Experience the Spirit of Thailand: Exploring Bangkok's Tuk-Tuks",
    "Erleben Sie den Geist Thailands: Erkundung von Bangkoks Tuk-Tuks",
)

AT_HOME = [
    Visitor("nobody known", {}, {}, AMSTERDAM),
    Visitor("not quite one of an audience", {"price_type": "luxury", "travel_type": "adventure"}, {}, AMSTERDAM),
    Visitor(
        "Relaxation, Luxury, North America Destination",
        {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "NA"},
        {"cs_personalize_0_0": "cs75cad6d6a9b59ece"},
        GRAND_CANYON,
    ),
    Visitor(
        "Adventure, Budget, South America Destination",
        {"price_type": "budget", "travel_type": "adventure", "travel_destination": "SA"},
        {"cs_personalize_0_1": "cs1757ef92810b31ae"},
        GALAPAGOS,
    ),
    Visitor(
        "Relaxation, Luxury, Europe Destination",
        {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "EU"},
        {"cs_personalize_0_2": "cs9545d6fc3812df53"},
        VENICE,
    ),
]
IN_THE_TEST = [
    Visitor("grace@example.com", TO_ASIA, {"cs_personalize_1_0": "csdf23a9ba4bc87db0"}, BULLET_TRAIN),
    Visitor("mary@example.com", TO_ASIA, {"cs_personalize_1_1": "cscc72926932a6f787"}, CABLE_CAR),
    Visitor("ada@example.com", TO_ASIA, {"cs_personalize_1_2": "cs362c5f74f4a6ef3b"}, TUK_TUKS),
    Visitor("nobody@example.com", {}, {}, TOKYO_STORY),
]
# Which travellers to Asia are shown on the home page beside the variant of the test, which says nothing of this page.
TOKYO_AT_HOME = {"cs_personalize_0_3": "cs5cff51a652e6d71d"}


@pytest.fixture(scope="module")
def travel(site: Server) -> Stack:
    """The exported stack, under its own API key or, in an export without one, a new one."""
    owner = site.sign_in()
    user = owner.get("/v3/user", params={"include_orgs": "true"}).raise_for_status().json()["user"]
    owner.headers["api_key"] = str(site.imported[0]["stack_api_key"])
    return Stack(owner.headers["api_key"], str(user["organizations"][0]["uid"]), owner)


@pytest.fixture(scope="module")
def token(travel: Stack) -> str:
    return travel.create_delivery_token("production")


@pytest.fixture(scope="module")
def decided(node, site: Server, compass: str) -> Mapping[str, list[str]]:
    """The aliases that the Edge SDK gives each visitor, by their name."""
    visitors = [*AT_HOME, *IN_THE_TEST]
    visits = [{"options": {"userId": one.name, "liveAttributes": one.attributes}} for one in visitors]
    job = {"sdk": "edge-sdk-1.0.27", "bundle": False, "edgeApiUrl": site.edge_url, "project": compass}
    reports = node("visit.mjs", job | {"visits": visits})
    return {one.name: report["aliases"] for one, report in zip(visitors, reports, strict=True)}


def page(content_type: str, entry: str, locale: str, aliases: Sequence[str]) -> dict[str, Any]:
    asked = {"contentType": content_type, "entry": entry, "locale": locale, "include": ["hero"]}
    options = {"include_applied_variants": "true"}
    return asked | {"options": options} | ({"variants": list(aliases)} if aliases else {})


def shown(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    (hero,) = entry["hero"]
    return hero["_content_type_uid"], hero["uid"], hero["title"]


def applied(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the variants that an answer tells that it shows, by alias."""
    return {one["alias"]: uid for uid, one in entry["publish_details"].get("variants", {}).items()}


@pytest.fixture(scope="module", params=[ENGLISH, GERMAN])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def fetch(deliver, site: Server, travel: Stack, token: str, locale: str):
    """Return a function that fetches a page in the language, once for each list of aliases."""

    def ask(content_type: str, entry: str, aliases: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        asked = [page(content_type, entry, locale, one) for one in aliases]
        return list(deliver(site, travel, token, "production", *asked))

    return ask


@pytest.fixture(scope="module")
def home_pages(fetch, decided) -> list[dict[str, Any]]:
    """The home page as each of `AT_HOME` gets it."""
    return list(fetch("home_page", HOME, [decided[visitor.name] for visitor in AT_HOME]))


def test_the_edge_decides_as_the_audiences_of_the_export_say(decided):
    wanted = {visitor.name: list(visitor.variants) for visitor in AT_HOME}
    wanted |= {visitor.name: [*(visitor.attributes and TOKYO_AT_HOME), *visitor.variants] for visitor in IN_THE_TEST}
    assert decided == wanted


def test_each_visitor_gets_the_hero_of_their_variant(home_pages, locale: str):
    assert [shown(entry) for entry in home_pages] == [one.hero.as_included()[locale] for one in AT_HOME]


def test_what_no_variant_changes_is_the_same_for_all(home_pages, locale: str):
    title, heading = {
        ENGLISH: ("Home", "Compass is your guide "),
        GERMAN: ("Zuhause", "Der Kompass ist Ihr Führer"),
    }[locale]
    for entry in home_pages:
        assert (entry["uid"], entry["locale"], entry["title"], entry["url"]) == (HOME, locale, title, "/")
        assert entry["components"][0]["card_collection"]["header"]["heading"] == heading
        assert (entry["publish_details"]["environment"], entry["publish_details"]["locale"]) == (
            "bltb73a6fe374802283",
            locale,
        )
        assert "_variant" not in entry


def test_the_answer_says_which_variants_it_shows(home_pages, locale: str):
    for entry, visitor in zip(home_pages, AT_HOME, strict=True):
        assert applied(entry) == visitor.variants
        assert list(entry["_applied_variants"].items()) == [("hero", uid) for uid in visitor.variants.values()]
        for details in entry["publish_details"].get("variants", {}).values():
            assert (details["environment"], details["locale"]) == ("bltb73a6fe374802283", locale)


def test_the_vendors_utils_find_the_aliases_to_count(home_pages, node):
    found = node("aliases.mjs", [{"entry": entry, "contentType": "home_page"} for entry in home_pages])
    assert [one["variants"] for one in found] == [list(visitor.variants) for visitor in AT_HOME]
    assert {one["entry_uid"] for one in found} == {HOME}


def test_visitors_of_the_ab_test_get_the_page_of_their_variant(fetch, decided, locale: str):
    entries = fetch("landing_page", ASIA, [decided[visitor.name] for visitor in IN_THE_TEST])

    title = {ENGLISH: "Luxury and relaxed Asia Tour", GERMAN: "Luxus- und Entspannungstour durch Asien"}[locale]
    assert [entry["title"] for entry in entries] == [title] * len(IN_THE_TEST)
    assert [shown(entry) for entry in entries] == [one.hero.as_included()[locale] for one in IN_THE_TEST]
    # The first of their two aliases is the other experience's, which has nothing to say of this page.
    assert [applied(entry) for entry in entries] == [one.variants for one in IN_THE_TEST]


def test_the_test_of_another_page_changes_nothing_at_home(fetch, decided, locale: str):
    aliases = decided["ada@example.com"]
    assert aliases == ["cs_personalize_0_3", "cs_personalize_1_2"]

    (entry,) = fetch("home_page", HOME, [aliases])

    assert shown(entry) == TOKYO.as_included()[locale]
    assert applied(entry) == TOKYO_AT_HOME
