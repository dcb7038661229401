"""Measures: the parameters each asks for, and the proof it takes."""

from __future__ import annotations

from datetime import date

import pytest

from caseflow.errors import NotReady
from caseflow.reference.lists import Group
from caseflow.reference.measures import check_together, measures, measures_for


def test_what_was_typed_becomes_values():
    assert measures()["demotion"].read_parameters({"levels": " 2 ", "period": "24"}) == {
        "levels": 2,
        "period": 24,
    }
    assert measures()["separation"].read_parameters({"notice": "y"}) == {
        "notice": True,
        "indemnity": False,
    }
    assert measures()["recovery"].read_parameters({"amount": "1,250.5"}) == {"amount": "1250.50"}
    assert measures()["loss_of_steps"].read_parameters({"steps": "٣"}) == {"steps": 3}
    assert measures()["written_censure"].read_parameters({"steps": "3"}) == {}


def test_an_optional_parameter_may_be_left_out():
    assert measures()["fine"].read_parameters({"net_base_months": "2"}) == {"net_base_months": 2}


@pytest.mark.parametrize(
    ("code", "name", "typed"),
    [
        ("demotion", "levels", None),
        ("demotion", "levels", "0"),
        ("demotion", "levels", "99"),
        ("demotion", "levels", "-1"),
        ("demotion", "levels", "1.5"),
        ("demotion", "levels", "²"),
        ("demotion", "levels", "9" * 5000),
        ("recovery", "amount", "much"),
        ("recovery", "amount", "NaN"),
        ("recovery", "amount", "Infinity"),
        ("recovery", "amount", "1e999999"),
        ("recovery", "amount", "-5"),
        ("recovery", "amount", "9" * 10_000_000),
        ("privilege_restriction", "privilege", "x" * 201),
        ("privilege_restriction", "privilege", "a\x00b"),
        ("privilege_restriction", "privilege", "a\ud800"),
    ],
)
def test_a_parameter_that_cannot_be_is_told_at_its_field(code, name, typed):
    right = {"levels": "1", "period": "1", "amount": "1", "privilege": "driving"}
    with pytest.raises(NotReady) as told:
        measures()[code].read_parameters(right | {name: typed})
    assert told.value.field == name


def test_separation_takes_clear_and_convincing_evidence_and_censure_less():
    separation, censure = measures()["separation"], measures()["written_censure"]
    assert separation.proven_by("clear_and_convincing")
    assert not separation.proven_by("preponderance")
    assert not separation.proven_by(None)
    assert censure.proven_by("clear_and_convincing")
    assert censure.proven_by("preponderance")
    assert not censure.proven_by("reasonable_grounds")
    assert measures()["counselling"].proven_by(None)


def test_disciplinary_measures_are_for_staff_and_repatriation_for_the_uniformed():
    assert measures()["dismissal"].groups == {Group.STAFF}
    assert measures()["repatriation"].groups == {Group.UNIFORMED}
    assert measures()["counselling"].groups == set(Group)
    assert {m.code for m in measures() if m.ends_service} == {
        "separation",
        "dismissal",
        "repatriation",
        "contract_ended",
    }


def test_measures_of_the_staff_rules_are_for_staff_alone():
    of_the_rules = {m.code for m in measures() if m.rule}
    assert {"written_reprimand", "oral_reprimand", "recovery", "reimbursement"} <= of_the_rules
    for group in Group:
        offered = {m.code for m in measures_for(group, on=date(2026, 11, 23))}
        assert (of_the_rules <= offered) is (group is Group.STAFF)
        if group is not Group.STAFF:
            assert not of_the_rules & offered


def test_contingents_are_offered_what_the_organisation_may_do_with_them():
    offered = {m.code for m in measures_for(Group.UNIFORMED, on=date(2026, 11, 23))}
    assert {"repatriation", "service_bar", "privilege_restriction"} <= offered
    assert not offered & {"performance_action", "change_of_functions", "contract_ended"}
    assert measures_for(Group.UNKNOWN, on=date(2026, 11, 23)) == []


def chosen(*codes):
    return [measures()[code] for code in codes]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("separation", "dismissal"),
        ("demotion", "dismissal"),
        ("separation", "loss_of_steps"),
        ("separation", "suspension_without_pay"),
        ("promotion_deferment", "demotion"),
        ("change_of_functions", "contract_ended"),
    ],
)
def test_what_ends_service_excludes_another_end_and_what_changes_it(one, two):
    for pair in ((one, two), (two, one), (one, "written_censure", two)):
        with pytest.raises(NotReady, match="exclude each other") as told:
            check_together(chosen(*pair))
        assert told.value.field == "measures"
        for code in (one, two):
            assert measures()[code].label in str(told.value.sentence)


@pytest.mark.parametrize(
    "codes",
    [
        ("separation", "fine", "written_censure", "recovery"),
        ("demotion", "loss_of_steps", "fine"),
        ("repatriation", "service_bar"),
        ("contract_ended", "service_bar"),
        ("written_censure",),
        (),
    ],
)
def test_other_measures_stand_together(codes):
    check_together(chosen(*codes))
