"""What leads to the screening register is read from a table that an organisation may change."""

from __future__ import annotations

import pytest

from caseflow.packs import PackError
from caseflow.reference.checking import check_data_files
from caseflow.reference.register_rules import qualifies, register_rules
from caseflow.reference.taxonomy import proof_warning, rank, taxonomies

CLEAR, LIKELY, GROUNDS = "clear_and_convincing", "preponderance", "reasonable_grounds"


@pytest.fixture
def own(tmp_path, monkeypatch):
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))

    def write(topic, text):
        (tmp_path / "config" / f"{topic}.toml").write_text(text, encoding="utf-8")

    return write


def listed(conduct, standard, measure, category):
    return qualifies(conduct, standard=standard, imposed=[measure], personnel_category=category)


def test_a_rule_needs_conduct_standard_measure_and_person_together():
    assert listed("forgery", CLEAR, "dismissal", "staff_national")
    assert listed("theft.fuel_rations", CLEAR, "separation", "staff_temporary")
    assert listed("sexual_abuse.minor", LIKELY, "repatriation", "contingent")
    assert listed("old_sea", LIKELY, "service_bar", "consultant")
    assert not listed("forgery", LIKELY, "dismissal", "staff_national")
    assert not listed("forgery", CLEAR, "repatriation", "staff_national")
    assert not listed("forgery", CLEAR, "dismissal", "contingent")


def test_nothing_is_proven_without_a_standard_a_known_type_or_a_known_person():
    assert not listed("forgery", None, "dismissal", "staff_national")
    assert not listed("no_such_conduct", CLEAR, "dismissal", "staff_national")
    assert not listed(None, CLEAR, "dismissal", "staff_national")
    assert not listed("forgery", CLEAR, None, "staff_national")
    for category in ("unknown", None, "no_such_category"):
        assert not listed("forgery", CLEAR, "dismissal", category)


def test_no_rule_lists_anybody_on_reasonable_grounds_or_for_traffic():
    types = [conduct.code for version in taxonomies() for conduct in version]
    for rule in register_rules():
        for measure in rule.measures:
            for group in ("staff_national", "contingent", "consultant", "implementing_partner"):
                assert not any(listed(code, GROUNDS, measure, group) for code in types)
                for code in ("traffic_violation.accident", "impaired_driving", "old_traffic"):
                    assert not listed(code, CLEAR, measure, group)


def test_an_organisation_narrows_widens_and_takes_out_rules(own):
    own(
        "register_rules",
        'ended = false\n[separated]\nconduct = ["sea"]\n[grave]\nlabel = "Grave"\n'
        'conduct = ["torture"]\nmeasures = ["demotion"]\nstandard = "preponderance"\n'
        'people = ["staff_national"]\n',
    )
    assert not listed("forgery", CLEAR, "dismissal", "staff_national")
    assert listed("sexual_abuse", CLEAR, "dismissal", "staff_national")
    assert listed("torture", LIKELY, "demotion", "staff_national")
    assert not listed("torture", LIKELY, "demotion", "staff_international")
    assert not listed("forgery", CLEAR, "contract_ended", "consultant")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[separated]\nmeasures = ["frown"]', "separated.measures"),
        ('[separated]\nbut = ["trafic"]', "separated.but"),
        ('[separated]\nstandard = "hunch"', "separated.standard"),
        ('[separated]\npeople = ["unknown_people"]', "separated.people"),
        ('[separated]\nwhom = ["staff"]', "separated.whom"),
        ('[more]\nlabel = "More"\nmeasures = ["dismissal"]\nstandard = "preponderance"', "more"),
    ],
)
def test_a_mistake_in_a_rule_stops_the_start_and_names_its_place(own, text, key):
    own("register_rules", text)
    with pytest.raises(PackError, match=key):
        check_data_files()


def test_a_measure_that_the_organisation_took_out_falls_out_of_the_rules(own):
    own("measures", "separation = false")
    check_data_files()
    assert register_rules()["separated"].measures == {"dismissal"}


def test_every_type_has_a_rank_and_the_areas_with_victims_of_abuse_come_first():
    for version in taxonomies():
        assert all(conduct.rank < 1000 for conduct in version)
    abuse = [c.rank for c in taxonomies().latest if c.area == "sea"]
    others = [c.rank for c in taxonomies().latest if c.area != "sea"]
    assert max(abuse) < min(others)
    assert rank("sexual_abuse.minor") == rank("sexual_abuse") < rank("harassment")
    assert rank("murder") < rank("theft") < rank("absence") < rank("no_such_conduct")


def test_sexual_harassment_on_a_lower_standard_is_warned_of():
    for code in ("sexual_harassment", "old_sexual_harassment"):
        assert "Clear and convincing" in proof_warning(code, LIKELY)
        assert proof_warning(code, CLEAR) is None
    assert proof_warning("harassment", LIKELY) is None
    assert proof_warning("sexual_harassment", None) is None
