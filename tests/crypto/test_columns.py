from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, dataclass
from typing import ClassVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caseflow import db
from caseflow.crypto.columns import LONGEST, Sealed, SealedRow, conceal, confidential
from caseflow.crypto.fields import all_fields, fields, sealed_models
from caseflow.errors import NotReady
from tests.crypto.rows import Ground, Paper, Thing

HIDDEN = "the hidden words"


@pytest.mark.parametrize("value", [conceal(HIDDEN), Sealed(b"\xc5 cipher")])
def test_a_sealed_value_shows_nothing_however_it_is_printed(value):
    shown = [str(value), repr(value), f"{value}", f"{value!r}", f"{value:>20}"]
    shown.append(f"{[value]} { {1: value} }")
    assert all("[confidential]" in text and "hidden" not in text for text in shown)


@pytest.mark.parametrize("value", [conceal(HIDDEN), Sealed(b"\xc5 cipher")])
def test_a_sealed_value_cannot_be_pickled_copied_listed_or_written_as_json(value):
    @dataclass
    class View:
        title: Sealed

    for attempt in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps, list, len):
        with pytest.raises(TypeError):
            attempt(value)
    with pytest.raises(TypeError):
        asdict(View(value))
    with pytest.raises(AttributeError):
        vars(value) if hasattr(value, "__dict__") else value.__dict__


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a\0b", "character"),
        ("a\ud800b", "broken"),
        ("\udfff", "broken"),
        ("x" * 1_000_001, "long"),
    ],
)
def test_text_that_cannot_be_kept_is_refused_with_a_sentence(text, word):
    with pytest.raises(NotReady, match=word) as refusal:
        conceal(text)
    assert refusal.value.sentence.endswith(".")
    assert text[:3] not in refusal.value.sentence


@pytest.mark.parametrize("text", ["", " ", "\u202e誠\U0001f600", "line\r\nline\t", "x" * LONGEST])
def test_any_other_text_is_accepted(text):
    assert isinstance(conceal(text), Sealed)


def test_a_plain_string_cannot_be_assigned():
    with pytest.raises(TypeError, match=r"conceal\(text\)"):
        Thing(title="open text")
    thing = Thing()
    with pytest.raises(TypeError):
        thing.name = b"bytes"


def test_sealed_columns_cannot_be_searched_by_their_text():
    with pytest.raises(sa.exc.StatementError, match="conceal"):
        sa.create_engine("sqlite://").connect().execute(
            sa.select(sa.literal(1)).where(Thing.title == "open text")
        )


def test_the_inventory_names_each_sealed_field_once_with_its_kind():
    found = {field.key: (field.guarded, field.nullable) for field in all_fields(Ground.registry)}
    assert found == {
        "test_things.title": (False, False),
        "test_things.summary": (False, True),
        "test_things.name": (True, True),
        "test_papers.title": (False, False),
        "test_papers.summary": (False, True),
    }
    assert [field.name for field in fields(Paper)] == ["title", "summary"]


def test_the_tables_say_which_columns_are_sealed():
    columns = Thing.__table__.c
    assert columns.title.info == {"confidential": True}
    assert columns.name.info == {"guarded": True}
    assert columns.label.info == {}


def test_models_of_the_tests_are_not_in_the_products_inventory():
    assert not {Thing, Paper} & set(sealed_models())
    assert sealed_models(Ground.registry) == [Paper, Thing]


def test_a_renamed_table_or_column_keeps_its_seals():
    class Base(sa.orm.DeclarativeBase):
        type_annotation_map = db.Base.registry.type_annotation_map

    class Renamed(SealedRow, Base):
        __tablename__ = "test_new_name"
        __sealed_table__ = "test_things"
        __sealed_columns__: ClassVar = {"headline": "title"}
        id: Mapped[db.Key]
        headline: Mapped[confidential] = mapped_column("heading")

    (field,) = fields(Renamed)
    assert (field.key, field.place.table, field.place.column) == (
        "test_new_name.heading",
        "test_things",
        "title",
    )
