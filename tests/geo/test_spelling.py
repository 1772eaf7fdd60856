import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.geo import spelling


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Île-de-France", "ile de france"),
        ("Baladīyat ad Dawḩah", "baladiyat ad dawhah"),
        ("Tver\N{RIGHT SINGLE QUOTATION MARK} Oblast", "tver oblast"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("St. Louis", "saint louis"),
        ("Москва", "москва"),
        ("東京", "東京"),
        ("--", ""),
    ],
)
def test_folding_takes_off_case_accents_and_punctuation(name, folded):
    assert spelling.fold(name) == folded


def test_a_list_of_names_folds_line_by_line():
    assert spelling.fold("Köln\nCOLOGNE\nSt. Gallen") == "koln\ncologne\nsaint gallen"


def test_the_core_of_a_region_name_are_its_telling_words_in_any_order():
    assert spelling.core(spelling.fold("Autonomous Community of Navarre")) == "navarre"
    assert spelling.core(spelling.fold("Provincia de Buenos Aires")) == spelling.core("aires buenos")
    assert spelling.core(spelling.fold("The Capital Region")) == ""


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(name):
    assert spelling.fold(spelling.fold(name)) == spelling.fold(name)
