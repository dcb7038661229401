"""Words that only say that nothing is known are nobody's name, number or country."""

from __future__ import annotations

import pytest

from caseflow.facts.words_for_nothing import NothingSaid, bare_name, names_nobody, says_nothing


@pytest.mark.parametrize(
    "cell",
    [
        "NULL",
        "N/A",
        "n/a",
        "n.a.",
        "None",
        "unknown",
        "UNKNOWN",
        "-0-",
        "-",
        "--",
        "—",
        "nil",
        "not available",
        "Not Applicable",
        "#N/A",
        "(blank)",
        "?",
        "...",
        "\\N",
        "Inconnu",
        "н/д",
        "неизвестно",
        "غير معروف",
        "不详",
        "desconocido",
        "\u200bN/A\xa0",
    ],
)
def test_a_cell_that_says_nothing_is_known(cell):
    assert says_nothing(cell)
    assert bare_name(cell) == ""


@pytest.mark.parametrize("cell", ["", "   ", "0", "Na", "No", "KE", "Nullmann", "Ono", "1984"])
def test_a_cell_with_something_in_it_is_not_nothing(cell):
    assert not says_nothing(cell)


@pytest.mark.parametrize(
    "name",
    [
        "Unknown Officer",
        "UNKNOWN",
        "Unidentified male",
        "FNU LNU",
        "Unknown Unknown",
        "unknown officer #2",
        "Officer, Unknown",
        "NULL",
        "Fnu Lnu",
        "No Name",
    ],
)
def test_a_name_of_nobody_is_no_name(name):
    assert names_nobody(name)
    assert bare_name(name) == ""


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("FNU Mohammad", "Mohammad"),
        ("Mohammad (LNU)", "Mohammad"),
        ("Smith, N/A", "Smith"),
        ("Smith, Unknown", "Smith"),
        ("Jennifer Null", "Jennifer Null"),
        ("Na Li", "Na Li"),
        ("Officer Dibble", "Officer Dibble"),
        ("Falk, Tamsin", "Falk, Tamsin"),
        ("مجهول", ""),
    ],
)
def test_only_what_stands_for_a_missing_part_leaves_a_name(name, bare):
    assert bare_name(name) == bare


def test_what_said_nothing_is_counted_in_the_lists_own_words():
    said = NothingSaid()
    assert said.sentence is None
    for cell in ("N/A", "N/A", "-0-", "Unknown Officer", "Tamsin Falk"):
        said.count(cell)
    words = str(said.sentence)
    assert words.startswith("5 cells said nothing: N/A")
    assert "Tamsin" not in words


@pytest.mark.parametrize(
    "name",
    [
        "Mr. Unknown",
        "TBC TBC",
        "Name",
        "n/a n/a",
        "Number 3",
        "unknown\u3164",
        "\u3164?",
        "😀 !",
        "Dr. N/A",
        "Mr N/A",
        "N / A",
        "M. Inconnu",
        "名前",
        "Name Surname",
        "name NAME",
    ],
)
def test_more_that_names_nobody(name):
    assert names_nobody(name)


@pytest.mark.parametrize(
    "name",
    [
        "Nan Nan",
        "Mr No",
        "Dr Nil Noname",
        "Officer 1234",
        "Mrs Smith",
        "Mr Null",
        "Dr. None",
        "Given Full",
        "M. Noname",
    ],
)
def test_somebody_is_named_where_a_word_may_be_a_name(name):
    assert not names_nobody(name)


@pytest.mark.parametrize("text", ["🇩🇪", "♀"])
def test_a_sign_with_a_meaning_is_not_nothing(text):
    assert not says_nothing(text)
