"""A draft as pages show it: what it is called, and its words where its form does not open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from caseflow.labels import Labelled, Text, _
from caseflow.web.edit_forms import VERSION, BothTexts
from caseflow.web.forms import BaseForm, Hidden, Password
from caseflow.web.places import Place, place_of
from caseflow.web.words import say

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
"""What a list of people or entities sends: a page without the list cannot say who it was."""
FORM = _("A form")


def heading(form: str, page: str) -> tuple[Text, str]:
    """What a draft is called, and what people know its thing by; nothing sealed is opened.

    Only for a page that is in the reader's reach.
    """
    place = place_of(page)
    found = forms_called(form, _package_of(place))
    called = next((each.called for each in found if each.called is not None), FORM)
    return called, place.thing if place else ""


def shown_words(form: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The words of a draft with the labels of their fields, in the order in which they came.

    The boxes of a date stand in one line. What names a row by its id is left out. A form of
    several steps is read step by step.
    """
    steps = [each for each in content.values() if isinstance(each, dict)]
    if steps:
        return [line for step in steps for line in shown_words(form, step)]
    fields = _fields_of(form, set(content))
    lines: dict[str, list[str]] = {}
    for name, value in content.items():
        base = next((each for each in _bases(name) if each in fields), None)
        field = fields.get(base or "")
        if name == VERSION or (field is not None and field.field_class in (Hidden, Password)):
            continue
        words = [_said(field, each) for each in _texts(value)]
        lines.setdefault(_label(field, base or name), []).extend(filter(None, words))
    return [(label, " ".join(words)) for label, words in lines.items() if words]


def words_beside(
    here: Sequence[tuple[str, str]], there: Sequence[tuple[str, str]]
) -> list[BothTexts]:
    """The lines of two drafts that differ, what `here` holds as typed, `there` as kept."""
    own, other = _by_label(here), _by_label(there)
    labels = dict.fromkeys([*own, *other])
    lines = (BothTexts(each, other.get(each, ""), own.get(each, "")) for each in labels)
    return [line for line in lines if line.kept != line.typed]


def _by_label(lines: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The words under each label; steps of one form may have the same."""
    words: dict[str, list[str]] = {}
    for label, text in lines:
        words.setdefault(label, []).append(text)
    return {label: "\n".join(texts) for label, texts in words.items()}


def forms_called(name: str, package: str = "") -> list[type[BaseForm]]:
    """The forms whose drafts go by this name, those of a room first."""
    found = list(_every_form(name))
    return sorted(found, key=lambda each: not each.__module__.startswith(f"{package}."))


def _package_of(place: Place | None) -> str:
    """The package of the room of a page."""
    room = place.room if place else None
    return ".".join(room.import_name.split(".")[:2]) if room else ""


def _every_form(name: str) -> Iterator[type[BaseForm]]:
    waiting = [BaseForm]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if (each.drafted_as or each.__name__) == name:
            yield each


def _fields_of(form: str, names: set[str]) -> dict[str, Any]:
    """The fields of the form of this name that knows most of what was typed."""
    known = [
        {n: f for n in dir(each) if hasattr(f := getattr(each, n), "field_class")}
        for each in forms_called(form)
    ]
    typed = {base for name in names for base in _bases(name)}
    return max(known, key=lambda fields: len(typed & set(fields)), default={})


def _bases(name: str) -> Iterator[str]:
    """The names of the field that a box may be of: without its last parts, without a prefix."""
    parts = name.split("-")
    for first in (0, 1):
        for last in range(len(parts), first, -1):
            yield "-".join(parts[first:last])


def _texts(value: Any) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def _label(field: Any, name: str) -> str:
    told = field.args[0] if field is not None and field.args else None
    label = told if told is not None else (field.kwargs.get("label") if field is not None else None)
    return label if label is not None else name


def _said(field: Any, value: str) -> str:
    """A value as people read it: the label of an answer, nothing for the id of a row."""
    options = field.args[1] if field is not None and len(field.args) > 1 else ()
    for each in options:
        if isinstance(each, Labelled) and each.value == value:
            return say(each.label)
    return "" if IDENTIFIER.fullmatch(value) else value
