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
_BOT = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|mediapartners|facebookexternalhit|bingpreview|preview/|lighthouse"
    r"|pagespeed|pingdom|uptime|monitor|archiver|scrapy|validator",
    re.IGNORECASE,
)
_HEADLESS = re.compile(r"headless|phantomjs|puppeteer|playwright|cypress", re.IGNORECASE)


@lru_cache(maxsize=4096)
def classify(user_agent: str) -> AgentClass:
    """Return the class of a User-Agent header ('' if there was none)."""
    if not user_agent.strip():
        return AgentClass.ABSENT
    if _BOT.search(user_agent):
        return AgentClass.BOT
    if _HEADLESS.search(user_agent):
        return AgentClass.HEADLESS
    return AgentClass.BROWSER if user_agent.startswith("Mozilla/") else AgentClass.PROGRAM
