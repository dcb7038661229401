"""Every form that does something carries a token, so that it is not done twice."""

from __future__ import annotations

import re

from tests.support.codebase import CHECKOUT

TEMPLATES = CHECKOUT / "templates"
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
FRAME = {"frame/rail.html": 2}
"""Narrowing the menu and signing out: done twice, they are done once."""
READING = {"frame/palette.html": 1, "frame/search.html": 1}
"""Searching changes nothing; what was typed goes by post only to stand in no address."""
FILTERS = "macros/table.html"
"""A list's filters, by post where a name is among them: they change nothing either."""


def test_a_form_in_a_template_draws_both_tokens():
    bare = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        forms = FORM.findall(path.read_text())
        lacking = [f for f in forms if "form_tokens()" not in f and "hidden_tag()" not in f]
        if lacking:
            bare[str(path.relative_to(TEMPLATES))] = len(lacking)
    assert bare == FRAME | READING


def test_no_template_writes_the_token_against_forgery_alone():
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        if name not in {*FRAME, *READING, FILTERS, "base.html"}:
            assert "csrf_token()" not in path.read_text(), name
