import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ua_parser import Domain
from ua_parser.loaders import load_builtins
from ua_parser.regex import Resolver

from lenticular.visitors import device
from lenticular.visitors.device import Device

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "user_agents.json").read_text(encoding="utf-8"))
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
)
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Safari/605.1.15"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {WEBKIT} Mobile/15E148 Safari/604.1"
IPAD = IPHONE.replace("iPhone; CPU iPhone OS", "iPad; CPU OS")
WINDOWS = LINUX.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
BROWSERS = (PHONE, LINUX, MAC, IPHONE, IPAD, WINDOWS, FIREFOX)
RESOLVER = Resolver(load_builtins())
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def hints(mobile: str, platform: str) -> dict[str, str]:
    return {"sec-ch-ua-mobile": mobile, "sec-ch-ua-platform": f'"{platform}"'}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_real_user_agents_are_told_apart(vector):
    assert device.read(vector["userAgent"]) == Device(vector["deviceType"], vector["operatingSystem"])


def read_by_all_patterns(user_agent):
    parsed = RESOLVER(user_agent, Domain.OS | Domain.DEVICE)
    if parsed.device and parsed.device.family == "Spider":
        return device.UNKNOWN, True
    family = parsed.os.family if parsed.os else ""
    system = device._OPERATING_SYSTEMS.get(family)
    return Device(device._device_type(user_agent, family, system), system), False


@given(st.from_regex(device._FROZEN, fullmatch=True))
def test_what_browsers_have_frozen_is_read_as_by_all_patterns(user_agent):
    assert (device._frozen(user_agent), False) == read_by_all_patterns(user_agent)


def test_products_behind_it_change_nothing_unless_a_pattern_asks_for_them():
    words = sorted(set(re.findall("[A-Za-z]{2,24}", " ".join(one.regex for kind in load_builtins() for one in kind))))
    drawn, quick = random.Random(7), 0
    for name in [*words, *(word + drawn.choice(words)[:6] for word in words)]:
        for browser in (PHONE, LINUX, drawn.choice(BROWSERS)):
            user_agent = f"{browser} {drawn.choice(words)[:24]}/1 {name[:24]}/{drawn.choice(('9', '1.0', '19.2.1'))}"
            assert device._read(user_agent) == read_by_all_patterns(user_agent)
            quick += device._frozen(user_agent) is not None
    assert quick > len(words)


@pytest.mark.parametrize(
    "product", ["Edg/131.0.2903.86", "OPR/115.0.0.0", "Vivaldi/7.0", "Shop/12", "Slack/4.4 Electron/3"]
)
def test_well_known_products_are_read_quickly(product):
    assert device._frozen(f"{LINUX} {product}") == Device("DESKTOP", None)


@pytest.mark.parametrize(
    "product", ["Googlebot/2.1", "TV/1", "AFTMM/1", "Ubuntu/24", "WhatsApp/2", "Web0S/1", "Shop/1 bot/2"]
)
def test_telling_products_are_read_by_all_patterns(product):
    assert device._frozen(f"{LINUX} {product}") is None


@given(st.text(st.characters(codec="latin-1"), max_size=200))
def test_any_text_is_read_as_by_all_patterns(user_agent):
    assert device._read(user_agent) == read_by_all_patterns(user_agent) or not user_agent.strip()


def test_a_flood_of_user_agents_fills_no_memory():
    for number in range(device._parsed.cache_info().maxsize + 100):
        device.read(f"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/{number}.0 (KHTML, like Gecko) {'x' * 600}")
    assert device._parsed.cache_info().currsize <= 8192


def test_no_user_agent_is_unknown():
    assert device.read(None) == device.UNKNOWN
    assert not device.read(None).is_known


@pytest.mark.parametrize(
    ("mobile", "platform", "expected"),
    [
        ("?1", "Android", Device("MOBILE", "ANDROID")),
        ("?0", "Android", Device("TABLET", "ANDROID")),
        ("?0", "macOS", Device("DESKTOP", "MACOS")),
        ("?0", "Windows", Device("DESKTOP", "WINDOWS")),
        ("?0", "Chrome OS", Device("DESKTOP", None)),
        ("?0", "Linux", Device("DESKTOP", None)),
        ("?0", "Unknown", Device(None, None)),
        ("", "", Device(None, None)),
        ("nonsense", "nonsense", Device(None, None)),
    ],
)
def test_hints_tell_of_the_visitor_when_the_user_agent_is_a_servers(mobile, platform, expected):
    assert device.read("node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", hints(mobile, platform)) == expected


def test_a_user_agent_that_tells_all_is_believed_over_hints():
    assert device.read(PHONE, hints("?0", "Windows")) == Device("MOBILE", "ANDROID")


def test_hints_that_contradict_the_user_agent_are_ignored():
    assert device.read(LINUX, hints("?1", "Android")) == Device("DESKTOP", None)


def test_a_crawler_is_unknown_whatever_it_hints():
    assert device.read(GOOGLEBOT, hints("?1", "Android")) == device.UNKNOWN


def test_ever_new_and_endless_user_agents_are_answered():
    drawn = random.Random(1)
    for _ in range(200):
        agent = "".join(map(chr, (drawn.randrange(1, 256) for _ in range(2000))))
        assert device.read(agent) in (device.UNKNOWN, device.read(agent[: device.LONGEST_USER_AGENT]))
    assert device.read(PHONE + " x" * 20_000) == Device("MOBILE", "ANDROID")
