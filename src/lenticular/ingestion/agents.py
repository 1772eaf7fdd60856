"""Classify who made a request, so that evidence can leave out robots without keeping the raw user agent."""

import re
from enum import StrEnum
from functools import lru_cache


class AgentClass(StrEnum):
    """What a user agent says it is. An SDK on a server (node-fetch, undici) is a PROGRAM, not a BOT."""

    BROWSER = "browser"
    HEADLESS = "headless"
    BOT = "bot"
    PROGRAM = "program"
    ABSENT = "absent"


# No visitors: what they see and do counts apart.
AUTOMATED = frozenset({AgentClass.BOT, AgentClass.HEADLESS})

# "cubot" is a maker of phones; a bare "bot" would also catch it.
_BOT = re.compile(r"(?<!cu)bot\b|bot[/;_-]")
# Twenty looks for a word cost a twentieth of one look for any of twenty.
_BOT_WORDS = (
    "crawl", "spider", "slurp", "mediapartners", "facebookexternalhit", "bingpreview", "preview/", "lighthouse",
    "pagespeed", "pingdom", "uptime", "monitor", "archiver", "scrapy", "validator",
)  # fmt: skip
_HEADLESS_WORDS = ("headless", "phantomjs", "puppeteer", "playwright", "cypress")
LONGEST_REMEMBERED = 1024  # characters; so what is remembered stays small whatever is sent


def classify(user_agent: str) -> AgentClass:
    """Return the class of a User-Agent header ('' if there was none)."""
    return _remembered(user_agent) if len(user_agent) <= LONGEST_REMEMBERED else _classify(user_agent)


@lru_cache(maxsize=4096)
def _remembered(user_agent: str) -> AgentClass:
    return _classify(user_agent)


def _classify(user_agent: str) -> AgentClass:
    if not user_agent.strip():
        return AgentClass.ABSENT
    lower = user_agent.lower()
    if _has_any(lower, _BOT_WORDS) or ("bot" in lower and _BOT.search(lower)):
        return AgentClass.BOT
    if _has_any(lower, _HEADLESS_WORDS):
        return AgentClass.HEADLESS
    return AgentClass.BROWSER if user_agent.startswith("Mozilla/") else AgentClass.PROGRAM


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator would double the time
        if word in text:
            return True
    return False
