import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.visitors import device
from lenticular.visitors.device import Device

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "user_agents.json").read_text(encoding="utf-8"))
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
)
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def hints(mobile: str, platform: str) -> dict[str, str]:
    return {"sec-ch-ua-mobile": mobile, "sec-ch-ua-platform": f'"{platform}"'}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_real_user_agents_are_told_apart(vector):
    assert device.read(vector["userAgent"]) == Device(vector["deviceType"], vector["operatingSystem"])


@given(st.from_regex(device._FROZEN, fullmatch=True))
def test_what_browsers_have_frozen_is_read_as_by_all_patterns(user_agent):
    assert (device._frozen(user_agent), False) == device._parsed(user_agent)


def test_a_flood_of_user_agents_fills_no_memory():
    for number in range(device._read.cache_info().maxsize + 100):
        device.read(f"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/{number}.0 (KHTML, like Gecko) {'x' * 600}")
    assert device._read.cache_info().currsize <= 8192


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
