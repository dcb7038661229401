"""Whoever is identified has a name with at least one letter, of whatever script."""

from __future__ import annotations

import pytest

from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.records.making import party_values
from caseflow.errors import NotReady
from caseflow.names.letters import has_letter
from tests.support.site import Site

NOBODY = (".", "-", '"', "\u200b", "12", "\u0301", " \u200b - ")
SOMEBODY = ("Ö", "王", "محمد", "O", "ก")


@pytest.mark.parametrize("name", NOBODY)
def test_a_name_without_a_letter_names_nobody(name: str) -> None:
    with pytest.raises(NotReady) as refused:
        party_values(PersonEntry(name=name))
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", SOMEBODY)
def test_one_letter_of_any_script_is_a_name(name: str) -> None:
    assert has_letter(name)
    assert party_values(PersonEntry(name=name))["identified"]


def test_an_account_is_not_named_without_a_letter(site: Site) -> None:
    form = {"username": "somebody", "full_name": "\u200b.", "title": "", "email": ""}
    said = site.as_("administrator").refused("/people/new", form).said
    assert "Write the person's name." in said
