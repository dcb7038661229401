"""Where people type words: every field for words in the code, by the form or function it is in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from caseflow.web import forms
from caseflow.web.textfields import WordField
from tests.support.codebase import texts

OF_OUR_OWN = {
    name
    for name in forms.__all__
    if isinstance(kind := getattr(forms, name), type) and issubclass(kind, WordField)
}
WORD_FIELDS = OF_OUR_OWN | {"Upload", "StringField", "TextAreaField", "SearchField", "FileField"}
"""Fields whose answer is not one of those that are offered, nor a date or a number."""


def typed_fields() -> list[str]:
    """Each place as ``room.Form.field``, or ``room.function()`` where a function makes it."""
    found: set[str] = set()
    for name, source in texts("caseflow/", ending=".py").items():
        room = name.split("/")[1].removesuffix(".py")
        if room != "web":
            found |= fields_in(room, source)
    return sorted(found)


def fields_in(room: str, source: str) -> set[str]:
    """The places in one file."""
    return set(_places(ast.parse(source), (room,)))


def _places(node: ast.AST, inside: tuple[str, ...]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.ClassDef(name=name):
                yield from _places(child, (*inside, name))
            case ast.FunctionDef(name=name):
                yield from _places(child, (*inside, f"{name}()"))
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                made = any(part.endswith("()") for part in inside)
                yield from _places(child, inside if made else (*inside, name))
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
                if called in WORD_FIELDS:
                    yield ".".join(inside)
                yield from _places(child, inside)
            case _:
                yield from _places(child, inside)
