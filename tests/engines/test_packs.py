"""Data files: an organisation's own lines lie over the shipped ones, and mistakes are named."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.extract import extract

from caseflow import packs
from caseflow.packs import PackError, Part


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    path = tmp_path / "shipped.toml"
    path.write_text('[a]\nlabel = "First"\nsize = 1\n[b]\nlabel = "Second"\n', encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path):
    folder = tmp_path / "config"
    folder.mkdir()

    def write(text: str | bytes, topic: str = "things") -> Path:
        path = folder / f"{topic}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


def read(shipped: Path | None, folder: Path, topic: str = "things") -> Part:
    return packs.load(topic, shipped, folder=folder)


def test_an_organisations_value_replaces_the_shipped_one_and_leaves_the_rest(shipped, own):
    part = read(shipped, own("[a]\nsize = 7\n"))
    first = part.named("a")
    assert (first.text("label"), first.number("size")) == ("First", 7)
    assert part.named("b").text("label") == "Second"


def test_an_organisation_adds_entries_after_the_shipped_ones_and_takes_some_out(shipped, own):
    part = read(shipped, own('b = false\nc = "Third"\n'))
    assert [(code, row.text("label")) for code, row in part.parts()] == [
        ("a", "First"),
        ("c", "Third"),
    ]


def test_the_home_in_the_environment_says_where_the_own_file_lies(
    shipped, own, monkeypatch: pytest.MonkeyPatch
):
    folder = own("[a]\nsize = 9\n")
    monkeypatch.setenv("CASEFLOW_HOME", str(folder.parent))
    assert packs.load("things", shipped).named("a").number("size") == 9


def test_a_topic_may_exist_in_the_organisations_folder_alone(own):
    folder = own('label = "Ours"\n', topic="tracks/ours")
    assert read(None, folder, "tracks/ours").text("label") == "Ours"
    with pytest.raises(PackError, match="there is no such file"):
        read(None, folder, "tracks/none")


def test_a_mistake_names_the_file_it_stands_in_and_the_key(shipped, own):
    folder = own('[a]\nsize = "big"\n')
    with pytest.raises(PackError, match=r"things\.toml: a\.size: must be a whole number"):
        read(shipped, folder).named("a").number("size")
    with pytest.raises(PackError, match=r"shipped\.toml: b\.size: is missing"):
        read(shipped, folder).named("b").number("size")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"[a\n", "is not TOML"),
        ('[a]\nlabel = "é"'.encode("latin-1"), "is not UTF-8"),
        (b'a = "\\ud800"', "is not TOML"),
        (b'a = "\x00"', "is not TOML"),
        (b"#" * 1_000_001, "is larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_fault(shipped, own, content, wrong):
    with pytest.raises(PackError, match=wrong):
        read(shipped, own(content))


@pytest.mark.parametrize(
    ("text", "ask", "wrong"),
    [
        ("x = 1", lambda p: p.text("x"), "must be text"),
        ('x = " "', lambda p: p.text("x"), "is empty"),
        (r'x = "a\u0007b"', lambda p: p.words("x"), "contains a control character"),
        ("x = 7", lambda p: p.number("x", most=5), "must lie between 0 and 5"),
        ("x = true", lambda p: p.number("x"), "must be a whole number"),
        ("x = 1", lambda p: p.flag("x"), "must be true or false"),
        ("x = 2024-01-01T00:00:00Z", lambda p: p.maybe_day("x"), "without a time"),
        ('x = ["A b"]', lambda p: p.codes("x"), "is not a code"),
        ("x = [1]", lambda p: p.days("x"), "is not a date"),
        ('x = "green"', lambda p: p.choice("x", Colour), "'green' is none of red, blue"),
        ("x = 1", lambda p: p.maybe_part("x"), "must be a table"),
        ("x = 1", lambda p: list(p.parts()), "must be a table or a label"),
        ('"Not a code" = "x"', lambda p: list(p.parts()), "is not a code"),
        ("", lambda p: p.words("x"), "is missing"),
    ],
)
def test_each_kind_of_value_is_checked(own, text, ask, wrong):
    part = read(None, own(text))
    with pytest.raises(PackError, match=wrong):
        ask(part)


def test_a_misspelt_key_is_not_passed_over(own):
    part = read(None, own("size = 1\nsiez = 2\n"))
    part.number("size")
    with pytest.raises(PackError, match=r"siez: is not known here \(known: size\)"):
        part.done()


def test_a_choice_with_a_default_may_be_left_out(own):
    assert read(None, own("")).choice("x", Colour, Colour.RED) is Colour.RED


def test_babel_finds_the_words_of_a_data_file_with_their_lines():
    text = b'[x]\ncode = "no"\nlabel = "Shown"\n[x.unless]\nnever = "A reason."\n'
    found = list(extract("caseflow.packs:babel_extract_toml", io.BytesIO(text)))
    assert [(line, message) for line, message, *_rest in found] == [(3, "Shown"), (5, "A reason.")]
