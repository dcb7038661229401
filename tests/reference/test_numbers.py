"""Case references: none twice, no order to be seen, and every slip of the pen caught."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.reference.numbers import Reference, check, parse, reference, sequence_of

KEY = bytes(range(32))
KEYS = st.binary(min_size=16, max_size=40)
CODES = st.from_regex(r"[A-Z][A-Z0-9]{0,11}", fullmatch=True)
YEARS = st.integers(1000, 9999)
SEQUENCES = st.integers(0, 1_000_000_000)
FROZEN = ["ENT-2026-31903", "ENT-2026-03514", "ENT-2026-49941", "ENT-2026-807273"]
REFERENCES = st.builds(reference, CODES, YEARS, SEQUENCES, KEYS)


def test_the_references_of_an_entity_and_year_are_all_different_and_use_the_whole_space():
    drawn = {reference("ENT", 2026, n, KEY) for n in range(10_000)}
    assert len(drawn) == 10_000
    assert {int(text.rsplit("-", 1)[1]) // 10 for text in drawn} == set(range(10_000))


def test_after_ten_thousand_they_grow_by_a_digit_and_stay_different():
    assert len(reference("ENT", 2026, 9_999, KEY)) == len("ENT-2026-00000")
    longer = {reference("ENT", 2026, n, KEY) for n in range(10_000, 110_000, 7)}
    assert len(longer) == len(range(10_000, 110_000, 7))
    assert {len(text) for text in longer} == {len("ENT-2026-000000")}
    assert len(reference("ENT", 2026, 110_000, KEY)) == len("ENT-2026-0000000")


def test_references_in_a_row_do_not_follow_each_other():
    numbers = [int(reference("ENT", 2026, n, KEY)[-5:-1]) for n in range(1000)]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    assert len(steps) > 900
    rising = sum(later > earlier for earlier, later in pairwise(numbers))
    assert 400 < rising < 600


@pytest.mark.parametrize(
    "other", [("ENT", 2027, KEY), ("ENU", 2026, KEY), ("ENT", 2026, bytes(32))]
)
def test_another_year_entity_or_key_gives_another_order(other):
    code, year, key = other
    same = sum(
        reference("ENT", 2026, n, KEY)[-5:-1] == reference(code, year, n, key)[-5:-1]
        for n in range(500)
    )
    assert same < 10


def test_references_are_frozen_for_ever():
    assert [reference("ENT", 2026, n, KEY) for n in (0, 1, 9_999, 10_000)] == FROZEN


@given(CODES, YEARS, SEQUENCES, KEYS)
def test_the_sequence_comes_back_from_the_reference(code, year, sequence, key):
    assert sequence_of(reference(code, year, sequence, key), key) == sequence


@given(CODES, YEARS, SEQUENCES, KEYS)
def test_a_reference_is_read_back_into_its_parts(code, year, sequence, key):
    text = reference(code, year, sequence, key)
    parts = parse(text)
    assert parts is not None
    assert (parts.code, parts.year, str(parts)) == (code, year, text)


@given(REFERENCES, st.data())
def test_every_single_wrong_digit_is_caught(text, data):
    code, rest = text.split("-", 1)
    places = [n for n, letter in enumerate(rest) if letter.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != rest[place]]))
    assert not check(f"{code}-{rest[:place]}{wrong}{rest[place + 1 :]}")


@given(REFERENCES)
def test_every_swap_of_neighbouring_digits_is_caught(text):
    for n in range(text.index("-") + 1, len(text) - 1):
        one, other = text[n], text[n + 1]
        if one.isdigit() and other.isdigit() and one != other:
            assert not check(text[:n] + other + one + text[n + 2 :])


def test_most_wrong_entity_codes_are_caught():
    drawn = [reference("ENT", 2026, n, KEY) for n in range(300)]
    assert not any(check("EMT" + text[3:]) for text in drawn)
    assert sum(check("QXZ" + text[3:]) for text in drawn) in {0, 300}


@pytest.mark.parametrize(
    "dress",
    [
        str.lower,
        lambda text: f"  {text}\n",
        lambda text: text.replace("-", "–"),
        lambda text: text.replace("-", " "),
        lambda text: text.replace("-", " - "),
        lambda text: f"\u2066{text}\u2069",
        lambda text: text.translate({ord(str(d)): chr(0x0660 + d) for d in range(10)}),
        lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text),
    ],
)
def test_a_reference_is_known_however_it_is_typed(dress):
    text = reference("ENT", 2026, 5, KEY)
    assert str(parse(dress(text))) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ENT-2026-",
        "ENT-2026-1234",
        "ENT2026-12345",
        "1NT-2026-12345",
        "ENT-26-12345",
        "ENT-2026-12345678901234567890",
        "ENT-2026-1234\x00",
        "ENT-2026-²³⁴⁵⁶",
        "\ud800" * 5,
        "9" * 10_000_000,
    ],
)
def test_what_is_no_reference_is_no_reference(text):
    assert not check(text)
    with pytest.raises(ValueError):
        sequence_of(text, KEY)


@pytest.mark.parametrize(
    "wrong",
    [
        ("ent", 2026, 0, KEY),
        ("E-T", 2026, 0, KEY),
        ("", 2026, 0, KEY),
        ("ENT", 26, 0, KEY),
        ("ENT", 2026, -1, KEY),
        ("ENT", 2026, 10**10, KEY),
        ("ENT", 2026, 0, b"short"),
    ],
)
def test_a_reference_that_cannot_be_is_not_made(wrong):
    with pytest.raises(ValueError):
        reference(*wrong)


def test_the_parts_print_as_the_reference():
    assert str(Reference("ENT", 2026, "00042")) == "ENT-2026-00042"
