"""User agents are taken for what they are."""

from lenticular.cli.simulation import agents
from lenticular.ingestion.agents import AgentClass, classify
from lenticular.visitors import device


def test_browsers_are_browsers_of_every_device_and_their_shares_make_a_whole():
    assert {classify(browser.user_agent) for browser in agents.BROWSERS} == {AgentClass.BROWSER}
    seen = [device.read(browser.user_agent) for browser in agents.BROWSERS]
    assert {one.device_type for one in seen} == {"MOBILE", "TABLET", "DESKTOP"}
    assert {one.operating_system for one in seen} == {"IOS", "ANDROID", "WINDOWS", "MACOS", None}
    assert sum(browser.share for browser in agents.BROWSERS) == 100


def test_robots_are_robots():
    assert {classify(robot) for robot in agents.ROBOTS} == {AgentClass.BOT}
