"""No data file of an organisation is passed over in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from caseflow.access import roles
from caseflow.own_files import check_every_file
from caseflow.packs import PackError
from caseflow.reference.terms import SHIPPED as VOCABULARIES

Lay = Callable[..., Path]


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """Lay a data file into the home of this test."""
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))

    def laid(name: str, words: str = "") -> Path:
        file = tmp_path / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, "utf-8")
        return file

    return laid


@pytest.mark.parametrize("name", ["limts.toml", "staff.toml", "track/staff.toml", "tracks.toml"])
def test_a_file_under_an_unknown_name_is_told_with_the_names_that_are_known(
    lay: Lay, name: str
) -> None:
    file = lay(name)
    with pytest.raises(PackError) as told:
        check_every_file()
    assert str(told.value).startswith(f"{file}: no data file of this name is known (known: ")
    for known in ("limits.toml", "roles.toml", "tracks/*.toml", "imports/*.toml"):
        assert f" {known}" in str(told.value)


def test_every_strange_file_is_told_at_once(lay: Lay) -> None:
    lay("limts.toml")
    lay("tracks/old/staff.toml")
    with pytest.raises(PackError, match=r"limts\.toml: .*; nor is tracks/old/staff\.toml \(known"):
        check_every_file()


def test_what_is_known_and_what_is_no_data_file_may_lie_there(lay: Lay) -> None:
    for file in VOCABULARIES.glob("*.toml"):
        lay(file.name)
    for name in ("roles", "drafts", "tracks/staff", "imports/police-oversight", "imports/mine"):
        lay(f"{name}.toml")
    lay("limits.toml.bak", "not [ TOML")
    lay("README.md")
    check_every_file()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ('[officer]\nmay = ["cases:reed"]', "officer.may: there is no permission cases:reed"),
        ('[auditor]\nmay = "audit:read"', "auditor.may: must be a list"),
        ('[auditor]\nreach = "afar"', "auditor.reach: 'afar' is none of"),
        ('[officer]\nlabel = "A"\nreach = "all"', "officer.may: is missing"),
        ('[officer]\nlabel = "A"\nmay = []', "officer.reach: is missing"),
        ("[officer]\nmay = []", "officer.label: is missing"),
        ("[auditor]\nmai = []", "auditor.mai: is not known here"),
        ("[auditor", "is not TOML"),
    ],
)
def test_a_mistake_in_roles_is_told_with_its_file_and_key(lay: Lay, words: str, fault: str) -> None:
    file = lay("roles.toml", words)
    with pytest.raises(PackError) as told:
        check_every_file()
    assert str(told.value).startswith(f"{file}: ")
    assert fault in str(told.value)


def test_a_role_may_be_changed_taken_out_and_added(lay: Lay) -> None:
    lay(
        "roles.toml",
        'auditor = false\n[recruiter]\nlabel = "Hirer"\n'
        '[keeper]\nlabel = "Keeper"\nreach = "own"\nmay = ["cases:read"]\n',
    )
    check_every_file()
    found = roles.shipped()
    assert "auditor" not in found
    assert found["recruiter"].label == "Hirer"
    assert {each.value for each in found["keeper"].may} == {"cases:read"}
