"""Measures: the parameters each asks for, and the proof it takes."""

from __future__ import annotations

import pytest

from caseflow.errors import NotReady
from caseflow.reference.lists import Group
from caseflow.reference.measures import measures


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
