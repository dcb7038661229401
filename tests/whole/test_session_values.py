"""What sessions carry has a name and a type: nobody writes into `Session.info` by hand."""

from __future__ import annotations

import re

import pytest

from tests.support.codebase import texts

BY_HAND = re.compile(r"session(?:\(\))?\.info\b")
WHOLE = {
    "caseflow/screening/comparing_session.py": "hands on what it names by its values",
    "caseflow/session_values.py": "is where it is done",
    "caseflow/web/lifecycle.py": "empties all of it",
    "caseflow/web/store.py": "gives each session all that the application has for it",
}
"""Files that handle all that a session carries, and what they do with it."""


def by_hand() -> set[str]:
    found = texts("caseflow/", ending=".py")
    return {path for path, text in found.items() if BY_HAND.search(text)}


def test_nobody_writes_into_what_a_session_carries_by_hand() -> None:
    assert by_hand() == set(WHOLE)


@pytest.mark.parametrize("line", ['session.info["x"] = 1', 'store.session().info.get("x")'])
def test_the_rule_sees_it(line: str) -> None:
    assert BY_HAND.search(line)
