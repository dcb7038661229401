"""An administrator reads every list as it is laid together, and where each entry comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseflow import packs
from caseflow.reference.list_views import LISTS, Origin, list_views
from caseflow.reference.terms import SHIPPED
from tests.support.site import Site

NO_LISTS = {"entry_lag", "limits", "taxonomy"}
"""A number; what the page of tracks shows; what is shown version by version."""
BANDS = """
field_service = false

[director]
note = "D-1 and above"

[judge]
label = "Judge of a tribunal"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for a home's own files."""
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    return tmp_path / "config"


def origins(topic: str) -> dict[str, Origin]:
    (found,) = (each for each in list_views() if each.topic == topic)
    return {entry.code: entry.origin for entry in found.entries}


def test_every_vocabulary_that_ships_is_shown() -> None:
    assert {file.stem for file in SHIPPED.glob("*.toml")} - NO_LISTS == set(LISTS) - {"roles"}
    assert all(view.entries and not view.own_file for view in list_views())
    assert {origin for topic in LISTS for origin in origins(topic).values()} == {Origin.PRODUCT}


def test_what_a_home_changes_adds_and_takes_out_is_said_entry_by_entry(home: Path) -> None:
    (home / "rank_bands.toml").write_text(BANDS)
    found = origins("rank_bands")
    assert found["director"] is Origin.CHANGED
    assert found["judge"] is Origin.OWN
    assert found["field_service"] is Origin.TAKEN_OUT
    assert found["professional"] is Origin.PRODUCT


def test_types_of_conduct_are_shown_by_version_with_their_kinds(home: Path) -> None:
    versions = [each for each in list_views() if each.topic.startswith("taxonomy-")]
    shipped = [name for name, _part in packs.part_of(SHIPPED / "taxonomy.toml").parts()]
    assert [each.topic for each in versions] == [f"taxonomy-{name}" for name in shipped[::-1]]
    kinds = [entry.code for entry in versions[0].entries if "." in entry.code]
    assert kinds
    parent, _dot, kind = kinds[0].partition(".")
    own = f'[{shipped[-1]}.types.{parent}.subtypes]\n{kind} = "Called otherwise"\n'
    (home / "taxonomy.toml").write_text(own)
    changed = origins(versions[0].topic)
    assert changed[kinds[0]] is changed[parent] is Origin.CHANGED


def test_the_page_shows_codes_words_and_origins_to_those_who_may(site: Site, home: Path) -> None:
    (home / "rank_bands.toml").write_text(BANDS)
    administrator = site.as_("administrator")
    assert "/tracks/lists" in administrator.page("/tracks").links
    page = administrator.page("/tracks/lists")
    for words in (
        "Bands of ranks with config/rank_bands.toml of the home",
        "Judge of a tribunal judge of your organisation",
        "taken out by your organisation",
        "Staff member, international staff_international of the product",
        "Types of conduct: ",
    ):
        assert words in page.said, words
    assert site.as_("officer").get("/tracks/lists").status_code in {403, 404}
