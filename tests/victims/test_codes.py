"""A victim's code says nothing, and a wrong character is noticed."""

from __future__ import annotations

import re

import pytest

from caseflow.facts.typed_codes import ALPHABET
from caseflow.victims.codes import VICTIM_CODES


def test_a_code_reads_back_however_it_is_typed():
    code = VICTIM_CODES.draw()
    assert re.fullmatch(rf"V-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", code)
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f"  {code} ",
        code.replace("-", " - "),
    ):
        assert VICTIM_CODES.parse(typed) == code


def test_every_single_wrong_character_and_every_swap_is_noticed():
    symbols = VICTIM_CODES.draw().replace("V-", "").replace("-", "")
    for place, right in enumerate(symbols):
        for wrong in ALPHABET:
            if wrong != right:
                mistyped = symbols[:place] + wrong + symbols[place + 1 :]
                assert VICTIM_CODES.parse(VICTIM_CODES.written(mistyped)) is None
    for place in range(len(symbols) - 1):
        swapped = symbols[:place] + symbols[place + 1] + symbols[place] + symbols[place + 2 :]
        if swapped != symbols:
            assert VICTIM_CODES.parse(VICTIM_CODES.written(swapped)) is None


@pytest.mark.parametrize(
    "typed", ["", "V-", "V-0000-00", "E1-2026-12345", "V-7K2M-9", "\0", "\ud800", "V" * 10_000_000]
)
def test_what_is_no_code_is_none(typed):
    assert VICTIM_CODES.parse(typed) is None


def test_codes_do_not_repeat_by_habit():
    assert len({VICTIM_CODES.draw() for _each in range(500)}) > 495
