"""What rulesets and visitors of the benchmarks are made of: attributes, places, browsers, pages."""

from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_network

AREAS = (
    "basket", "browsing", "campaign", "catalogue", "account", "contract",
    "delivery", "loyalty", "newsletter", "orders", "search", "support",
)  # fmt: skip
_TEXTS = ("tier", "segment", "category", "channel", "stage", "owner", "brand")
_NUMBERS = ("count", "value", "age_days", "score")
_TRUTHS = ("is_active", "has_consent", "is_new")
_AREAS_WITH_LABELS = 4
PAGE_ATTRIBUTES = 35

WORDS = (
    "amber", "birch", "cobalt", "dune", "ember", "fjord", "grove", "harbor", "indigo", "jade", "kelp", "lagoon",
    "maple", "nectar", "onyx", "pebble", "quartz", "raven", "sage", "tundra", "umber", "violet", "willow", "yarrow",
    "zephyr", "aspen", "basalt", "cedar", "delta", "echo", "flint", "glacier", "hazel", "ivory", "juniper", "krill",
    "lilac", "marble", "nimbus", "opal",
)  # fmt: skip
_COUNTS_OF_WORDS = (2, 3, 3, 4, 5, 8, 12, 40)
_TOP_NUMBERS = (10, 100, 1_000, 100_000)


class Kind(Enum):
    """What type the values of an attribute have."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A custom attribute: texts are some of `words`, numbers go from 0 to `top` and are whole up to 100."""

    uid: str
    key: str
    kind: Kind
    words: tuple[str, ...]
    top: int


@dataclass(frozen=True, slots=True)
class Place:
    """A network of which every address lies in one place, as location data of the `geo` extra has it."""

    network: str
    country: str
    region: str
    city: str
    timezone: str

    def address(self, number: int) -> str:
        """Return one of its addresses, the same for numbers that differ by a multiple of their count."""
        network = ip_network(self.network)
        return str(network[1 + number % (network.num_addresses - 2)])


@dataclass(frozen=True, slots=True)
class Browser:
    """A user agent with room for three parts of a version, and what it tells."""

    user_agent: str
    device_type: str
    operating_system: str | None


def _attributes() -> tuple[Attribute, ...]:
    names: list[tuple[str, Kind]] = []
    for position, area in enumerate(AREAS):
        last = ("labels", Kind.LIST) if position < _AREAS_WITH_LABELS else ("topic", Kind.TEXT)
        traits = [
            *((name, Kind.TEXT) for name in _TEXTS),
            *((name, Kind.NUMBER) for name in _NUMBERS),
            *((name, Kind.TRUTH) for name in _TRUTHS),
            last,
        ]
        names += [(f"{area}_{trait}", kind) for trait, kind in traits]
    return tuple(
        Attribute(
            uid=f"{0xA77 << 84 | number:024x}",
            key=key,
            kind=kind,
            words=WORDS[: _COUNTS_OF_WORDS[number % len(_COUNTS_OF_WORDS)]],
            top=_TOP_NUMBERS[number % len(_TOP_NUMBERS)],
        )
        for number, (key, kind) in enumerate(names)
    )


ATTRIBUTES = _attributes()
# What a page says of everybody, also of a visitor who is new. Only what a page says may be a list.
_LISTS = [one for one in ATTRIBUTES if one.kind is Kind.LIST]
_OTHERS = [one for one in ATTRIBUTES if one.kind is not Kind.LIST]
OF_PAGE = (*_LISTS, *_OTHERS[: PAGE_ATTRIBUTES - len(_LISTS)])
STORED = tuple(_OTHERS[PAGE_ATTRIBUTES - len(_LISTS) :])

PLACES = (
    Place("29.0.0.0/8", "US", "US-OH", "whitehall,OH,US", "America/New_York"),
    Place("55.128.0.0/9", "US", "US-AZ", "sierra vista,AZ,US", "America/Phoenix"),
    Place("48.128.0.0/9", "US", "US-NJ", "newark,NJ,US", "America/New_York"),
    Place("169.64.0.0/10", "US", "US-NY", "new york,NY,US", "America/New_York"),
    Place("8.96.0.0/11", "US", "US-LA", "monroe,LA,US", "America/Chicago"),
    Place("9.128.0.0/9", "GB", "GB-ENG", "london,ENG,GB", "Europe/London"),
    Place("31.68.0.0/14", "GB", "GB-ENG", "hatfield,ENG,GB", "Europe/London"),
    Place("53.128.0.0/9", "DE", "DE-BW", "stuttgart,BW,DE", "Europe/Berlin"),
    Place("31.224.0.0/12", "DE", "DE-HE", "frankfurt am main,HE,DE", "Europe/Berlin"),
    Place("89.52.0.0/14", "DE", "DE-HH", "hamburg,HH,DE", "Europe/Berlin"),
    Place("163.88.0.0/13", "FR", "FR-IDF", "paris,IDF,FR", "Europe/Paris"),
    Place("57.8.0.0/13", "CH", "CH-BE", "bern,BE,CH", "Europe/Zurich"),
    Place("82.104.0.0/14", "IT", "IT-25", "milan,25,IT", "Europe/Rome"),
    Place("51.92.0.0/14", "ES", "ES-MD", "madrid,MD,ES", "Europe/Madrid"),
    Place("145.176.0.0/12", "NL", "NL-UT", "utrecht,UT,NL", "Europe/Amsterdam"),
    Place("16.168.0.0/14", "SE", "SE-AB", "stockholm,AB,SE", "Europe/Stockholm"),
    Place("16.52.0.0/14", "CA", "CA-ON", "toronto,ON,CA", "America/Toronto"),
    Place("177.108.0.0/14", "BR", "BR-SP", "são paulo,SP,BR", "America/Sao_Paulo"),
    Place("13.200.0.0/13", "IN", "IN-MH", "mumbai,MH,IN", "Asia/Kolkata"),
    Place("221.48.0.0/13", "JP", "JP-13", "minato-ku,13,JP", "Asia/Tokyo"),
    Place("27.168.0.0/14", "KR", "KR-11", "seoul,11,KR", "Asia/Seoul"),
    Place("43.0.0.0/10", "CN", "CN-BJ", "beijing,BJ,CN", "Asia/Shanghai"),
    Place("1.148.0.0/14", "AU", "AU-NSW", "sydney,NSW,AU", "Australia/Sydney"),
    Place("105.220.0.0/14", "ZA", "ZA-GP", "randburg,GP,ZA", "Africa/Johannesburg"),
)

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version"
BROWSERS = (
    Browser(
        f"Mozilla/5.0 (iPhone; CPU iPhone OS {{}}_{{}} like Mac OS X) {_SAFARI}/18.{{}} Mobile/15E148 Safari/604.1",
        "MOBILE",
        "IOS",
    ),
    Browser(
        f"Mozilla/5.0 (iPad; CPU OS {{}}_{{}} like Mac OS X) {_SAFARI}/18.{{}} Mobile/15E148 Safari/604.1",
        "TABLET",
        "IOS",
    ),
    Browser(
        f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT}/1{{}}.0.{{}}.{{}} Mobile Safari/537.36", "MOBILE", "ANDROID"
    ),
    Browser(f"Mozilla/5.0 (Linux; Android 14; SM-X710) {_WEBKIT}/1{{}}.0.{{}}.{{}} Safari/537.36", "TABLET", "ANDROID"),
    Browser(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT}/1{{}}.0.{{}}.{{}} Safari/537.36", "DESKTOP", "WINDOWS"
    ),
    Browser(
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT}/1{{}}.0.{{}}.{{}} Safari/537.36", "DESKTOP", "MACOS"
    ),
    Browser(f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT}/1{{}}.0.{{}}.{{}} Safari/537.36", "DESKTOP", None),
)

PARAMETERS = {
    "utm_source": ("newsletter", "search", "social", "partner", "print"),
    "utm_medium": ("email", "cpc", "banner", "organic"),
    "utm_campaign": WORDS[:16],
    "ref": WORDS[16:28],
    "plan": ("basic", "team", "business"),
}
REFERRERS = (
    "https://www.google.com/",
    "https://www.bing.com/search",
    "https://news.example.org/article",
    "https://partner.example.net/offers",
    "https://social.example.com/feed",
)
