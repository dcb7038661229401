"""What is declared happens: events, acts, purposes, hooks and functions have a user."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from caseflow import events
from caseflow.access.acting import Purpose
from caseflow.audit.acts import Act
from caseflow.manifests import declared
from tests.support.codebase import texts

FOR_EVIDENCE = {"rewrap"}
"""How a file goes to another key without being sealed anew; merges will ask for it."""
BY_TESTS = {
    "by_area",
    "entity_by_id",
    "in_language",
    "is_adopted",
    "name_in",
    "sequence_of",
    "takes_two",
    "text_columns",
    "unindex",
}
"""What only tests ask so far: reads of what is used, and the language of a notice."""
CALLED_BY_NAME = re.compile(
    r"route|validates|listens_for|command|before_\w*request|compiles|fixture|property|declared_attr|setter"
)


def code() -> dict[str, str]:
    return texts("caseflow/", ending=".py")


def used(pattern: str, beside: str) -> bool:
    """Whether any module but one has this."""
    return any(re.search(pattern, text) for name, text in code().items() if name != beside)


def kinds_of_event() -> list[type[events.Event]]:
    found = [each for each in vars(events).values() if isinstance(each, type)]
    known = [each for each in found if issubclass(each, events.Event)]
    return [each for each in known if not any(each in other.__bases__ for other in known)]


@pytest.mark.parametrize("kind", kinds_of_event(), ids=lambda kind: kind.__name__)
def test_every_event_is_announced_by_a_verb(kind: type[events.Event]):
    assert used(rf"\b{kind.__name__}\(", "caseflow/events.py")


@pytest.mark.parametrize("act", declared(Act), ids=lambda act: act.value)
def test_every_act_is_recorded_by_something(act: Act):
    assert used(rf"\b{type(act).__name__}\.{act.name}\b", "")


@pytest.mark.parametrize("purpose", declared(Purpose), ids=lambda purpose: purpose.value)
def test_every_purpose_has_a_session_that_works_for_it(purpose: Purpose):
    pattern = rf"\b{type(purpose).__name__}\.{purpose.name}\b"
    assert used(pattern, "") or any(
        re.search(pattern, text) for text in texts("tests/", ending=".py").values()
    )


def defined() -> Iterator[tuple[str, str]]:
    """Module and name of each function and class that nothing calls by its place."""
    for name, text in code().items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not any(
                CALLED_BY_NAME.search(ast.unparse(each)) for each in node.decorator_list
            ):
                yield name, node.name


def test_every_hook_has_somebody_who_registers_with_it():
    hooks = [(name, hook) for name, hook in defined() if hook.startswith("register_")]
    assert len(hooks) > 5
    idle = [hook for _name, hook in hooks if not used(rf"(?<!def )\b{hook}\(", "")]
    assert idle == []


def test_every_function_is_used_by_the_product():
    """By its name, wherever it stands: too gentle for two things of one name, never too strict."""
    words: Counter[str] = Counter()
    for text in (*code().values(), *texts("", ending=".html").values()):
        words.update(re.findall(r"\w+", text))
    for folder in ("tools/", "bench/", "migrations/", "config.py", "wsgi.py"):
        for text in texts(folder, ending=".py").values():
            words.update(re.findall(r"\w+", text))
    overridden = {"load_dialect_impl", "on_exit", "sign_raw", "_serialize", "_deserialize"}
    kept = FOR_EVIDENCE | BY_TESTS | overridden
    idle = {name for _module, name in defined() if words[name] == 1 and not name.startswith("__")}
    assert idle - kept == set()
