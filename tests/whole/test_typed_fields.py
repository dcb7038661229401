"""No form takes words about a matter into the open: each field for words says where they go."""

from __future__ import annotations

import pytest

from caseflow.crypto.fields import all_fields
from caseflow.packs import load
from caseflow.rooms import import_tables
from tests.support.codebase import CHECKOUT
from tests.whole.typed_fields import OF_OUR_OWN, fields_in, typed_fields

import_tables()
TABLE = load("typed-fields", CHECKOUT / "tests" / "whole" / "typed_fields.toml").data
TRAIL = "acts.detail"
MATTERS = ("cases.", "victims.", "screening.")
"""Rooms in which a field is about a matter."""
TYPED_AS_BEFORE = """
class HandOverForm(BaseForm):
    to = Choice("To")
    desk = ShortText("Desk", needed=False, longest=80)

def asked():
    made = forms.LongText("Why")
    return made
"""


def test_every_field_for_words_is_named_with_where_its_words_go() -> None:
    assert typed_fields() == sorted(TABLE["fields"])


def test_what_is_said_of_a_field_is_a_sealed_column_or_a_reason() -> None:
    sealed = {field.key for field in all_fields()} | {TRAIL}
    said = set(TABLE["fields"].values())
    assert said <= sealed | set(TABLE["reasons"])
    assert set(TABLE["reasons"]) <= said


def test_about_a_matter_words_are_sealed_or_only_looked_up() -> None:
    sealed = {field.key for field in all_fields()} | {TRAIL}
    for field, where in TABLE["fields"].items():
        if field.startswith(MATTERS):
            assert where in sealed | {"looked-up"}, field


def test_a_field_for_words_would_be_found() -> None:
    assert fields_in("cases", TYPED_AS_BEFORE) == {"cases.HandOverForm.desk", "cases.asked()"}


@pytest.mark.parametrize("kind", sorted(OF_OUR_OWN))
def test_every_kind_of_field_for_words_is_looked_for(kind: str) -> None:
    source = f"class OneForm(BaseForm):\n    words = {kind}('x')\n"
    assert fields_in("cases", source) == {"cases.OneForm.words"}
