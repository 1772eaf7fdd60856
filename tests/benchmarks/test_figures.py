import pytest

from benchmarks import figures


def test_spread_lies_between_the_lowest_and_the_highest():
    assert figures.spread([3.0, 1.0, 10.00004]) == {"median": 3.0, "low": 1.0, "high": 10.0}


def test_ratios_are_of_what_was_measured_in_the_same_round():
    assert figures.ratios([1.0, 10.0, 4.0], [2.0, 40.0, 4.0]) == {"median": 0.5, "low": 0.25, "high": 1.0}


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (50, 3), (99, 4), (100, 4)])
def test_percentile_is_one_of_the_values(percent: float, expected: int):
    assert figures.percentile([1, 2, 3, 4], percent) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (12345.6, "12,346"),
        (0.12345, "0.123"),
        (20, "20"),
        ({"median": 2.0, "low": 1.0, "high": 1500.0}, "2 (1 to 1,500)"),
    ],
)
def test_figure_is_shown_in_three_digits_or_more(value: object, expected: str):
    assert figures.text(value) == expected


def test_table_is_aligned(capsys: pytest.CaptureFixture[str]):
    figures.print_table("Things", ["", "µs"], [["one", 5], ["another", 1234]])
    assert capsys.readouterr().out == "\nThings\n            µs\none          5\nanother  1,234\n"
