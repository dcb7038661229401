"""Numbers of people: several in one field, and what is none."""

import pytest

from caseflow.facts.id_numbers import read_several


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("P1, P2; P3", ("P1", "P2", "P3")),
        ("ZC11 / ZD22", ("ZC11", "ZD22")),
        ("AB12 and CD34 & EF56", ("AB12", "CD34", "EF56")),
        ("QA11،QB22、QC33", ("QA11", "QB22", "QC33")),
        ("A 12-345\nB7", ("A12345", "B7")),
        ("123456/78/1", ("123456781",)),
        ("1,234,567", ("1234567",)),
        ("0012345", ("12345",)),
        ("١٢٣٤٥", ("12345",)),
        ("ＡＢ１２", ("AB12",)),
        ("№ 1234", ("1234",)),
        ("ab\u200b12\u3164", ("AB12",)),
        ("19840704", ("19840704",)),
        ("Passport AB 1234", ("AB1234",)),
        ("Staff no.: 40817; ID: N-1", ("40817", "N1")),
        ("No. 1234", ("1234",)),
        ("N 40-817", ("N40817",)),
        ("GB AB 123456 C", ("GBAB123456C",)),
        ("AB12; AB-12", ("AB12",)),
    ],
)
def test_each_number_of_a_field_counts_by_itself(text, numbers):
    found = read_several(text)
    assert (found.numbers, found.unread, found.nothing) == (numbers, (), ())
    assert found.reason is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "passport",
            "see CV",
            "A",
            "办理中",
            "4 July 1984",
            "July 1984",
            "4/8/1979",
            "2019-05-06",
        ),
        *("applied 2026", "not yet 2026", "page 3", "see annex 2", "expired 2019", "Kenya 12345"),
    ],
)
def test_what_has_no_digit_or_is_a_date_is_no_number(text):
    found = read_several(text)
    assert (found.numbers, found.unread) == ((), (text,))
    assert text in found.reason


@pytest.mark.parametrize("text", ["N/A", "pending", "applied for", "-", "0", "000", "\u3164"])
def test_a_word_for_nothing_is_no_number_and_nothing_unread(text):
    found = read_several(text)
    assert (found.numbers, found.unread) == ((), ())
    assert found.reason
