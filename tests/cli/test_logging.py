"""Log lines: JSON, for libraries too, without what belongs to a visitor."""

import io
import json
import logging

import pytest
import structlog

from lenticular.cli import logging as log_lines


@pytest.fixture
def lines():
    """Return a function that configures logging and gives the lines written since."""
    stream = io.StringIO()

    def configure(log_level="info", log_format="json"):
        log_lines.configure(log_level, log_format, stream)
        return stream

    return configure


def test_a_line_is_one_json_object(lines):
    stream = lines()
    structlog.get_logger("x").info("child_started", child="http-0")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["child"], line["level"]) == ("child_started", "http-0", "info")
    assert line["timestamp"].endswith("Z")


def test_lines_of_libraries_look_the_same(lines):
    stream = lines()
    logging.getLogger("dependency").warning("careful: %s", "hot")
    assert json.loads(stream.getvalue())["event"] == "careful: hot"


def test_a_visitor_is_not_in_the_log(lines):
    stream = lines()
    structlog.get_logger().warning("odd", user_uid="u-1", ip="203.0.113.7", attributes={"age": 5}, project="p")
    assert "u-1" not in stream.getvalue()
    assert "203.0.113.7" not in stream.getvalue()
    line = json.loads(stream.getvalue())
    assert (line["attributes"], line["project"]) == (log_lines.HIDDEN, "p")


def test_debug_shows_everything(lines):
    stream = lines(log_level="debug")
    structlog.get_logger().debug("odd", user_uid="u-1")
    assert json.loads(stream.getvalue())["user_uid"] == "u-1"


def test_less_severe_lines_are_left_out(lines):
    stream = lines(log_level="warning")
    structlog.get_logger().info("quiet")
    assert stream.getvalue() == ""


def test_a_traceback_holds_no_values(lines):
    stream = lines()
    try:
        secret = "visitor-7"
        print([][len(secret)])
    except IndexError as error:
        structlog.get_logger().error("failed", exc_info=error)
    assert "visitor-7" not in stream.getvalue().replace('secret = "visitor-7"', "")
    assert "IndexError" in stream.getvalue()


def test_lines_for_people(lines):
    stream = lines(log_format="console")
    structlog.get_logger().info("ready", port=80)
    assert "ready" in stream.getvalue()
    assert "port" in stream.getvalue()
