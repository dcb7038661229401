"""Templates keep to the page's policy and to the reader's language."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.codebase import texts
from tests.whole.templates import inline_code, untranslated

MARKUP = re.compile(r"<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)


def over(check):
    return [
        f"{name}:{fault}"
        for name, source in texts("templates/", ending=".html").items()
        for fault in check(source)
    ]


def test_no_template_holds_style_or_script_in_place():
    assert over(inline_code) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p { }</style>",
        "<script>go()</script>",
        '<script nonce="x">go()</script>',
        '<button onclick="go()">',
        '<div hx-on:click="go()">',
        '<a href="javascript:go()">',
        '<p {% if a %}style="{{ b }}"{% endif %}>',
    ],
)
def test_style_or_script_in_place_would_be_found(source):
    assert inline_code(source)


def test_files_and_data_are_no_code_in_place():
    assert inline_code('<script src="{{ asset("app.js") }}" defer></script>') == []
    assert inline_code('<script type="application/json">{{ data }}</script>') == []


def in_python(sources):
    """Markup with styles or handlers in the strings of Python files."""
    return [
        f"{name}:{node.lineno}"
        for name, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and MARKUP.search(node.value)
    ]


def test_no_python_file_makes_such_markup():
    assert in_python(texts("caseflow/", ending=".py")) == []


def test_such_markup_in_python_would_be_found():
    assert in_python({"a.py": 'x = \'<p class="a" style="b">\''}) == ["a.py:1"]


def test_every_word_of_a_template_can_be_translated():
    assert over(untranslated) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Log a case</p>",
        "<p>{{ name }} is late</p>",
        '<input placeholder="Search">',
        '<img alt="{{ a }} photo">',
        '{{ button("Save") }}',
        '<p>{{ "Late" if late }}</p>',
        "{% block title %}Cases{% endblock %}",
        '{% set words = "Nothing here" %}',
    ],
)
def test_a_word_that_cannot_be_would_be_found(source):
    assert untranslated(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("Log a case") }}</p>',
        "<p>{% trans n=count %}{{ n }} case{% pluralize %}{{ n }} cases{% endtrans %}</p>",
        '<input placeholder="{{ _("Search") }}">',
        '{{ button(_("Save"), kind="primary", method="POST") }}',
        "<p>{{ a }} · {{ b }} – 12</p>",
        "<kbd>Ctrl</kbd>",
        "{# Words for the next author #}",
        '<a class="btn btn-primary" href="{{ url_for("cases.queue") }}">{{ label }}</a>',
    ],
)
def test_what_can_be_translated_is_not_found(source):
    assert untranslated(source) == []


HEADED = re.compile(r"\{% call (?:page\.panel|folded)\(")
CALLS = re.compile(r"\{%-?\s*(?:call\b.*?|endcall\s*)-?%\}", re.DOTALL)
EMPTY = re.compile(r"\{\{\s*state\.empty\(.*?\)\s*\}\}", re.DOTALL)


def headings_skipped(source):
    """Empty states with a heading of the third level where no panel has one of the second."""
    if "{% extends" not in source:
        return
    calls = [(m.start(), m.group()) for m in CALLS.finditer(source)]
    for empty in EMPTY.finditer(source):
        open_calls = []
        for at, call in calls:
            if at > empty.start():
                break
            if "endcall" in call:
                open_calls.pop()
            else:
                open_calls.append(bool(HEADED.match(call)))
        if "level=2" not in empty.group() and not any(open_calls):
            yield f"{source[: empty.start()].count(chr(10)) + 1}: {empty.group()[:60]}"


def test_no_page_skips_a_level_of_headings_where_it_is_empty():
    assert over(headings_skipped) == []


def test_a_level_that_is_skipped_would_be_found():
    page = '{% extends "base.html" %}{% call page.head() %}{% endcall %}'
    assert list(headings_skipped(page + '{{ state.empty(_("Nothing")) }}'))
    panel = '{% call page.panel(_("Lines"), "lines") %}{{ state.empty(_("None")) }}{% endcall %}'
    assert not list(headings_skipped(page + panel))
