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


PROOF = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def unproved(source, read):
    """Rows of the table of threats that name no test, and tests that are not there."""
    table = [line for line in source.splitlines() if line.startswith("| ")][2:]
    found = [line.split("|")[1].strip() for line in table if not PROOF.search(line)]
    for name, test in PROOF.findall(source):
        try:
            if not re.search(rf"^def {test or 'test_'}", read(name), re.MULTILINE):
                found.append(f"{name}::{test}")
        except FileNotFoundError:
            found.append(name)
    return found


def test_every_answer_to_a_threat_names_a_test_that_is_there():
    source = text("docs/threat-model.md")
    assert len(PROOF.findall(source)) > 20
    assert unproved(source, text) == []


def test_a_threat_without_a_proof_would_be_found():
    here = "tests/whole/test_documents.py"
    rows = [
        "theft | locks | none",
        f"fire | water | `{here}::test_water`",
        "flood | - | `tests/x.py`",
    ]
    source = "| threat | answer | proof |\n| --- | --- | --- |\n"
    source += "\n".join(f"| {row} |" for row in rows)
    assert unproved(source, text) == ["theft", f"{here}::test_water", "tests/x.py"]
