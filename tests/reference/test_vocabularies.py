"""The lists: what ships is whole, and an organisation may change its own copy."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract

from caseflow.clocks.limits import LimitKind
from caseflow.errors import NotReady
from caseflow.packs import PackError
from caseflow.reference import calendars, entry_lag, lists, terms
from caseflow.reference import limits as limits_module
from caseflow.reference import taxonomy as taxonomy_module
from caseflow.reference.calendars import holiday_lists
from caseflow.reference.checking import check_data_files
from caseflow.reference.limits import limits
from caseflow.reference.measures import MeasureKind, measures
from caseflow.reference.taxonomy import ConductClass, taxonomies, taxonomy
from caseflow.reference.terms import SHIPPED

TODAY = date(2026, 5, 1)
EVERY = [
    lists.personnel_categories,
    lists.entity_kinds,
    lists.intake_channels,
    lists.finding_outcomes,
    lists.standards_of_proof,
    lists.interim_measures,
    measures,
    holiday_lists,
    lambda: taxonomy(TODAY),
]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))

    def write(topic: str, text: str) -> None:
        (folder / f"{topic}.toml").write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize("topic", EVERY)
def test_every_term_has_a_label_of_its_own(topic):
    labels = [term.label for term in topic() if "." not in term.code]
    assert labels
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("topic", EVERY)
def test_every_label_can_be_translated(topic):
    offered = {
        message
        for path in SHIPPED.glob("*.toml")
        for _line, message, *_ in extract(
            "caseflow.packs:babel_extract_toml", io.BytesIO(path.read_bytes())
        )
    }
    assert {term.label.msgid for term in topic()} <= offered


def test_the_limits_labels_can_be_translated_and_their_rules_are_named():
    for rule in limits().values():
        assert rule.label
        assert rule.source or rule.kind is LimitKind.HOUSE, rule.name


def test_an_organisation_adds_a_channel_renames_one_and_takes_one_out(own):
    own("intake_channels", 'radio = "Radio"\nmedia = false\n[email]\nlabel = "Mail"\n')
    channels = lists.intake_channels()
    assert channels.label("radio") == "Radio"
    assert channels.label("email") == "Mail"
    assert "media" not in channels
    assert channels.label("media") == "media"


def test_a_mistake_in_an_organisations_file_names_it(own):
    own("measures", '[fine]\nstandard = "certainty"\n')
    with pytest.raises(PackError, match=r"config.measures\.toml: fine\.standard: there is no"):
        measures()


@pytest.mark.parametrize("topic", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_a_mistake_in_any_file_shows_at_start(own, topic):
    check_data_files()
    own(topic, "unheard_of = 7\n")
    # The lists are kept for a home once they are read: a start is a process of its own.
    for module in (terms, taxonomy_module, limits_module, calendars, entry_lag):
        module._kept.cache_clear()
    with pytest.raises(PackError, match=f"{topic}.toml: unheard_of"):
        check_data_files()


def test_a_term_is_chosen_only_while_it_is_in_use(own):
    own("intake_channels", "[email]\nvalid_to = 2026-01-01\n[radio]\nlabel='Radio'\n")
    channels = lists.intake_channels()
    assert channels.chosen("email", field="channel", on=date(2025, 12, 31)).label == "E-mail"
    for code in ("email", "pigeon", None, ""):
        with pytest.raises(NotReady) as told:
            channels.chosen(code, field="channel", on=TODAY)
        assert told.value.field == "channel"
    assert "email" not in dict(channels.choices(TODAY))
    assert channels.label("email") == "E-mail"
    assert channels.label(None) == "Not recorded"


def test_every_category_has_a_track_and_one_who_disciplines():
    for category in lists.personnel_categories():
        assert category.track
        assert category.disciplined_by
    assert lists.personnel_categories()["contingent"].uniformed
    assert not lists.personnel_categories()["staff_national"].uniformed


def test_the_disciplinary_measures_are_the_nine_of_the_rule():
    rules = [m.rule for m in measures() if m.kind is MeasureKind.DISCIPLINARY]
    numerals = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    assert rules == [f"10.2(a)({n})" for n in numerals]


def test_only_a_substantiated_finding_is_one():
    assert [o.code for o in lists.finding_outcomes() if o.substantiated] == ["substantiated"]


def test_conduct_is_read_by_area_type_and_subtype():
    current = taxonomy(TODAY)
    fuel = current["theft.fuel_rations"]
    assert (fuel.area_label, fuel.parent, fuel.kind) == (
        "Fraud and theft",
        "theft",
        ConductClass.SERIOUS,
    )
    assert current.full_label("theft.fuel_rations") == "Theft: Fuel or rations"
    assert current.full_label("theft") == "Theft"
    areas = dict(current.by_area())
    assert len(areas) == 10
    assert sum(map(len, areas.values())) == len(current)


def test_the_version_in_force_depends_on_the_day_and_old_codes_map_onward():
    assert taxonomy(date(2021, 1, 13)).version == "v2004"
    assert taxonomy(date(2021, 1, 14)).version == "v2021"
    assert taxonomy(date(1990, 1, 1)).version == "v2004"
    assert taxonomies().latest.version == "v2021"
    assert taxonomies().translate("old_simple_theft", "v2004", "v2021") == "theft"
    assert taxonomies().translate("old_risk_to_life", "v2004", "v2021") is None
    assert taxonomies().translate("theft", "v2021", "v2021") == "theft"
    assert taxonomies().translate("no such", "v2004", "v2021") is None


def test_an_old_code_cannot_be_mapped_to_nothing(own):
    own("taxonomy", '[v2004.types.old_sea]\nnow = "nowhere"\n')
    with pytest.raises(PackError, match="v2021 has no type nowhere"):
        taxonomies()
