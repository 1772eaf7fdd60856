import pytest

from lenticular.ingestion.agents import AgentClass, classify

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("", AgentClass.ABSENT),
        (CHROME, AgentClass.BROWSER),
        ("Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Mobile Safari/537.36", AgentClass.BROWSER),
        (CHROME.replace("Chrome", "HeadlessChrome"), AgentClass.HEADLESS),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", AgentClass.BOT),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", AgentClass.BOT),
        ("facebookexternalhit/1.1", AgentClass.BOT),
        ("node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", AgentClass.PROGRAM),
        ("undici", AgentClass.PROGRAM),
        ("node", AgentClass.PROGRAM),
        ("curl/8.1", AgentClass.PROGRAM),
    ],
)
def test_user_agents_are_classified(user_agent: str, expected: AgentClass) -> None:
    assert classify(user_agent) is expected
