"""The kind of device and its operating system, from what a browser says of itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ua_parser import Device as ParsedDevice
from ua_parser import Domain
from ua_parser.core import Matcher, Resolver
from ua_parser.loaders import load_builtins
from ua_parser.matchers import DeviceMatcher
from ua_parser.regex import Resolver as RegexResolver

LONGEST_USER_AGENT = 512  # characters; the rest is not looked at


@dataclass(frozen=True, slots=True)
class Device:
    """MOBILE, TABLET or DESKTOP, and MACOS, WINDOWS, ANDROID or IOS; None is unknown."""

    device_type: str | None = None
    operating_system: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything could be said."""
        return self.device_type is not None or self.operating_system is not None


UNKNOWN = Device()

_CRAWLER = "Spider"  # as ua-parser calls it
_TELEVISION = re.compile(r"\bTV\b|TV[;/)]|(?i:GoogleTV|SmartTV)|\bAFT[A-Z]|BRAVIA|CrKey|Roku|PlayStation|Xbox")
_OPERATING_SYSTEMS = {
    "Mac OS X": "MACOS",
    "Mac OS": "MACOS",
    "Android": "ANDROID",
    "iOS": "IOS",
    "iPadOS": "IOS",
    "Windows": "WINDOWS",
    "Windows Phone": "WINDOWS",
    "Windows Mobile": "WINDOWS",
}
_PLATFORMS = {"macos": "MACOS", "mac os x": "MACOS", "windows": "WINDOWS", "android": "ANDROID", "ios": "IOS"}
_DESKTOP_PLATFORMS = {"macos", "mac os x", "windows", "linux", "chrome os", "chromeos", "chromium os"}


# What most browsers call themselves, all but versions frozen for years: read by this alone, in a tenth of the time. A
# text that differs in more than products after it is read by all the patterns of ua-parser.
_FROZEN = re.compile(
    r"Mozilla/5\.0 \("
    r"(?:(?P<windows>Windows NT 10\.0(?:; Win64; x64|; WOW64)?)"
    r"|(?P<mac>Macintosh; Intel Mac OS X 1[0-9][._][0-9]{1,2}(?:[._][0-9]{1,2})?)"
    r"|(?P<linux>X11; (?:Ubuntu; )?Linux x86_64)"
    r"|(?P<iphone>iPhone; CPU iPhone OS [0-9]{1,2}_[0-9]{1,4}(?:_[0-9]{1,2})? like Mac OS X)"
    r"|(?P<ipad>iPad; CPU OS [0-9]{1,2}_[0-9]{1,4}(?:_[0-9]{1,2})? like Mac OS X)"
    r"|(?P<android>Linux; Android [0-9]{1,2}; (?:K|SM-[A-Z][0-9]{3,4}[A-Z]{0,2}|Pixel [0-9]{1,2}a?(?: Pro| XL)?)))"
    r"(?:; rv:[0-9]{2,3}\.0)?\) "
    r"(?:AppleWebKit/[0-9.]{3,12} \(KHTML, like Gecko\) (?:Version|Chrome)/[0-9.]{3,16} "
    r"(?:Mobile(?:/15E[0-9]{3})? )?Safari/[0-9.]{3,12}"
    r"|Gecko/20100101 Firefox/[0-9]{2,3}\.0)"
)
# What browsers and applications add to it: ` Edg/131.0.0.0`, ` Shop/12`.
_PRODUCTS = re.compile(r"(?: [A-Za-z]{2,24}/[0-9.]{1,16}){0,3}")
_PRODUCT = re.compile(r"[A-Za-z]+")
_FROZEN_DEVICES = {
    "windows": Device("DESKTOP", "WINDOWS"),
    "mac": Device("DESKTOP", "MACOS"),
    "linux": Device("DESKTOP", None),
    "iphone": Device("MOBILE", "IOS"),
    "ipad": Device("TABLET", "IOS"),
}
_PHONE, _TABLET = Device("MOBILE", "ANDROID"), Device("TABLET", "ANDROID")


def read(user_agent: str | None, client_hints: Mapping[str, str] | None = None) -> Device:
    """Return the device of a User-Agent; client hints (lower-case header names) tell what that leaves open.

    A program that is no browser (a script, a server's HTTP client) is unknown unless hints tell whom it speaks for;
    a crawler is unknown whatever it says.
    """
    found, is_crawler = _read((user_agent or "")[:LONGEST_USER_AGENT])
    if is_crawler or not client_hints or (found.device_type and found.operating_system):
        return found
    hinted = _hinted(client_hints)
    if found.operating_system and hinted.operating_system not in (None, found.operating_system):
        return found
    return Device(found.device_type or hinted.device_type, found.operating_system or _system(found, hinted))


def _system(found: Device, hinted: Device) -> str | None:
    """Return the hinted system, unless the user agent named a kind of device that contradicts it."""
    return hinted.operating_system if found.device_type in (None, hinted.device_type) else None


def _hinted(client_hints: Mapping[str, str]) -> Device:
    platform = client_hints.get("sec-ch-ua-platform", "").strip().strip('"').lower()
    mobile = client_hints.get("sec-ch-ua-mobile", "").strip()
    device_type = None
    if mobile == "?1":
        device_type = "MOBILE"
    elif platform in _DESKTOP_PLATFORMS:
        device_type = "DESKTOP"
    elif mobile == "?0" and platform == "android":
        device_type = "TABLET"
    return Device(device_type, _PLATFORMS.get(platform))


@cache
def _resolver() -> Resolver:
    return RegexResolver(load_builtins())


@cache
def _crawlers() -> Resolver:
    return RegexResolver(([], [], _crawler_patterns()))


def _crawler_patterns() -> list[Matcher[ParsedDevice]]:
    return [one for one in load_builtins()[2] if isinstance(one, DeviceMatcher) and one.family == _CRAWLER]


@cache
def _telling_words() -> re.Pattern[str]:
    """Return what finds any word, of two letters or more, in the patterns by which a crawler or a system is known."""
    crawlers, systems = (one.regex for one in _crawler_patterns()), (one.regex for one in load_builtins()[1])
    plain = re.sub(r"\\[A-Za-z]", " ", "\n".join((*crawlers, *systems, _TELEVISION.pattern)))
    return re.compile("|".join(sorted(set(re.findall("[A-Za-z]{2,}", plain)))), re.IGNORECASE)


@lru_cache(maxsize=1024)
def _tells_nothing(product: str) -> bool:
    """Tell whether a product's name has no word in it that any pattern for a crawler or a system looks for."""
    return not _telling_words().search(product)


def _read(user_agent: str) -> tuple[Device, bool]:
    """Return the device and whether a crawler speaks."""
    frozen = _frozen(user_agent)
    return _parsed(user_agent) if frozen is None else (frozen, False)


def _frozen(user_agent: str) -> Device | None:
    """Return the device of a user agent that tells versions, and products of no consequence; None for any other."""
    match = _FROZEN.match(user_agent)
    if match is None:
        return None
    products = user_agent[match.end() :]
    if products and not (_PRODUCTS.fullmatch(products) and all(map(_tells_nothing, _PRODUCT.findall(products)))):
        return None
    if match.lastgroup == "android":
        return _PHONE if " Mobile" in user_agent else _TABLET
    return _FROZEN_DEVICES[match.lastgroup or ""]


@lru_cache(maxsize=8192)
def _parsed(user_agent: str) -> tuple[Device, bool]:
    """Return the device and whether a crawler speaks, by ua-parser. Remembered, because few say most of the rest."""
    if not user_agent.strip():
        return UNKNOWN, False
    if _is_crawler(user_agent):
        return UNKNOWN, True
    system = _resolver()(user_agent, Domain.OS).os
    family = system.family if system else ""
    known = _OPERATING_SYSTEMS.get(family)
    return Device(_device_type(user_agent, family, known), known), False


def _is_crawler(user_agent: str) -> bool:
    """Tell whether ua-parser takes the speaker for a crawler, which few of its hundreds of patterns for devices say."""
    if _crawlers()(user_agent, Domain.DEVICE).device is None:
        return False
    found = _resolver()(user_agent, Domain.DEVICE).device
    return found is not None and found.family == _CRAWLER


def _device_type(user_agent: str, family: str, system: str | None) -> str | None:
    if system == "IOS":
        if "iPad" in user_agent:
            return "TABLET"
        return "MOBILE" if "iPhone" in user_agent or "iPod" in user_agent else None
    # Scripts and applications name a system without being a browser on it.
    if not user_agent.startswith(("Mozilla/", "Opera/")) or _TELEVISION.search(user_agent):
        return None
    if system == "ANDROID":
        return "MOBILE" if re.search(r"\bMobile\b", user_agent) else "TABLET"
    if family in ("Windows Phone", "Windows Mobile", "KaiOS", "BlackBerry OS", "Symbian OS", "Firefox OS", "Tizen"):
        return "MOBILE"
    if system or re.search(r"\b(?:X11|Linux (?:x86_64|i[3-6]86|aarch64|armv)|CrOS)", user_agent):
        return "DESKTOP"
    return None
