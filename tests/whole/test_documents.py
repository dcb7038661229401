"""What the documents say is so: settings, rooms, links."""

from __future__ import annotations

import re
from pathlib import Path

from config import SETTING_KINDS
from tests.support.codebase import CHECKOUT, files, text

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def broken(name, source):
    """Links in a document that lead to no file."""
    folder = (CHECKOUT / name).parent
    return [target for target in LINK.findall(source) if not (folder / target).exists()]


def test_every_link_leads_somewhere():
    found = {name: broken(name, text(name)) for name in files(ending=".md")}
    assert {name: targets for name, targets in found.items() if targets} == {}


def test_a_broken_link_would_be_found():
    assert broken("README.md", "[a](nowhere.md) [b](LICENSE) [c](https://x)") == ["nowhere.md"]


def unexplained(keys, source):
    return [key for key in keys if f"| `{key}` |" not in source]


def read_from_the_environment():
    """The variables that `config.py` reads."""
    return set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', text("config.py")))


def test_every_setting_and_variable_is_explained():
    assert read_from_the_environment() >= {"CASEFLOW_HOME", "DATABASE_URL", "PORT"}
    assert unexplained(SETTING_KINDS, text("README.md")) == []
    assert unexplained(read_from_the_environment(), text("README.md")) == []


def test_an_unexplained_setting_would_be_found():
    assert unexplained(["port", "colour"], "| `port` | 8000 |") == ["colour"]


def test_every_room_stands_in_the_map():
    rooms = {Path(name).parts[1] for name in files("caseflow/", ending="/__init__.py")}
    rooms = {room for room in rooms if not room.endswith(".py")}
    described = text("ARCHITECTURE.md").partition("## Which way")[0]
    assert {room for room in rooms if f"{room}/" not in described} == set()
