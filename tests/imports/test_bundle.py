"""A case's fingerprint: the same content gives the same one, whatever the order of rows."""

from __future__ import annotations

import pytest


def prints(register, key=b""):
    return {name: case.fingerprint(key) for name, case in register.read().cases.items()}


def test_an_unchanged_register_gives_the_same_fingerprints(register):
    first = prints(register)
    assert prints(register) == first
    assert len(set(first.values())) == len(first)
    assert {len(value) for value in first.values()} == {32}


@pytest.mark.parametrize("name", ["complaints", "accused", "officers", "victims", "complainants"])
def test_the_order_of_rows_makes_no_difference(register, name):
    first = prints(register)
    header, *rows = register.lines(name)
    register.write(name, [header, *reversed(rows)])
    assert prints(register) == first


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    [
        ("complaints", "2031-09-30", "2031-10-01", {"T-1001"}),
        ("complaints", "22:15:00", "22:16:00", {"T-1001"}),
        ("accused", "SU,15,15", "SU,15,14", {"T-1001"}),
        ("accused", "NS,NS,600", "NS,UN,600", {"T-1001"}),
        ("accused", "99X-NOBODY KNOWS", "99X-SOMEBODY KNOWS", {"T-1003"}),
        ("officers", "Specimen", "Sample", {"T-1004"}),
        ("victims", "FEMALE,37", "FEMALE,38", {"T-1004"}),
        ("complainants", "FEMALE,48,GROUP A", "FEMALE,48,GROUP B", {"T-1002"}),
    ],
)
def test_any_change_of_content_changes_that_case_only(register, name, old, new, changed):
    before = prints(register)
    register.replace(name, old, new)
    after = prints(register)
    assert {key for key in before if before[key] != after[key]} == changed


def test_a_code_that_gets_a_counterpart_changes_the_cases_that_hold_it(register, monkeypatch):
    before = prints(register)
    monkeypatch.setitem(register.profile.categories.names, "99x", "insubordination")
    after = prints(register)
    assert {key for key in before if before[key] != after[key]} == {"T-1003"}


def test_without_the_key_a_fingerprint_cannot_be_worked_out(register):
    assert prints(register, b"one secret key") != prints(register, b"another")
    assert prints(register, b"one secret key") == prints(register, b"one secret key")
