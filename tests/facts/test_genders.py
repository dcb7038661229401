"""Gender is read in the words people use, and digits only where they are declared."""

from __future__ import annotations

import pytest

from caseflow.facts.genders import COMPARED, Gender, read


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        *[(word, Gender.FEMALE) for word in ("F", "female", "Woman", "WOMAN ", "Mme", "Ms.")],
        *[(word, Gender.FEMALE) for word in ("женский", "女", "أنثى", "Mujer", "femme", "Féminin")],
        *[(word, Gender.MALE) for word in ("m", "MALE", "man", "Mr.", "мужской", "男", "ذكر")],
        *[(word, Gender.MALE) for word in ("Hombre", "masculin", "VARON", "\u200bmale")],
        *[(word, Gender.OTHER) for word in ("X", "non-binary", "Other", "autre", "其他")],
    ],
)
def test_a_gender_is_read_as_it_is_written(written, gender):
    assert read(written).gender is gender


@pytest.mark.parametrize("written", ["1", "2", "H", "Unknown Sex?", "Ruritanian", "y" * 99])
def test_what_is_no_gender_is_told(written):
    assert read(written).gender is None
    assert read(written).unread
    assert written in str(read(written).reason)


@pytest.mark.parametrize("written", ["", "  ", "N/A", "unknown", "--", "不详"])
def test_nothing_is_neither_a_gender_nor_unread(written):
    assert read(written).value == ""
    assert not read(written).unread


def test_the_digits_of_the_standard_count_only_where_they_are_declared():
    assert read("1", iso_5218=True).gender is Gender.MALE
    assert read("2.0", iso_5218=True).gender is Gender.FEMALE
    assert read("0", iso_5218=True).nothing
    assert read("9", iso_5218=True).nothing
    assert read("3", iso_5218=True).unread
    assert read("f", iso_5218=True).gender is Gender.FEMALE


def test_another_gender_is_kept_and_never_compared():
    assert Gender.OTHER.value not in COMPARED
