"""Reading templates: what a browser would run or style in place, and words nobody can translate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

HOLE = "\ue000"  # for private use: no letter, and allowed in the name of a tag
TRANSLATED = re.compile(r"{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}", re.DOTALL)
STATEMENT = re.compile(r"{#.*?#}|{%.*?%}", re.DOTALL)
EXPRESSION = re.compile(r"{{.*?}}", re.DOTALL)
NAME = "CaseFlow"  # the same in every language
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z]+")
READ_ALOUD = {
    "alt",
    "title",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
}
UNTRANSLATED = {"code", "kbd", "samp", "var", "script", "style", "svg"}
TRANSLATORS = {"_", "gettext", "ngettext", "pgettext", "npgettext", "say"}
CODE_IN_URL = re.compile(r"^\s*(?:javascript|data|vbscript):", re.IGNORECASE)


def html_of(source: str) -> str:
    """The template's own HTML, with holes where the engine puts something."""

    def hole(match: re.Match[str]) -> str:
        return HOLE + "\n" * match[0].count("\n")

    def gap(match: re.Match[str]) -> str:
        inside_a_name = match.string[: match.start()].endswith(("<", "</"))
        return "" if inside_a_name else " " + "\n" * match[0].count("\n")

    return EXPRESSION.sub(hole, STATEMENT.sub(gap, TRANSLATED.sub(hole, source)))


def wordy(text: str) -> bool:
    """Whether there are words in it besides the product's name."""
    return WORD.search(text.replace(NAME, "")) is not None


class Reader(HTMLParser):
    """Collects faults as `line: words`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inline: list[str] = []
        self.words: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag's attributes, and remember text that is not for translation."""
        line = self.getpos()[0]
        given = {name.strip(HOLE): value or "" for name, value in attrs}
        if tag in UNTRANSLATED:
            self.within.append(tag)
        if tag == "style" or (tag == "script" and "src" not in given):
            kind = given.get("type", "")
            if tag == "style" or kind not in {"application/json", "speculationrules"}:
                self.inline.append(f"{line}: <{tag}> in place")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on", "_")):
                self.inline.append(f"{line}: {name}= in place")
            if name in {"href", "src", "action", "formaction"} and CODE_IN_URL.match(value):
                self.inline.append(f"{line}: code in {name}=")
            if name in READ_ALOUD and wordy(value):
                self.words.append(f"{line}: {name}={value!r}")

    def handle_endtag(self, tag: str) -> None:
        """Leave text that is not for translation."""
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self.within and wordy(data):
            self.words.append(f"{self.getpos()[0]}: {' '.join(data.replace(HOLE, '…').split())}")


def read(source: str) -> Reader:
    """A reader that has read the template."""
    reader = Reader()
    reader.feed(html_of(source))
    reader.close()
    return reader


def inline_code(source: str) -> list[str]:
    """Styles, scripts and handlers written in place, which the page's policy forbids."""
    return read(source).inline


def untranslated(source: str) -> list[str]:
    """Words in the HTML, or in an expression, that do not pass through gettext."""
    return read(source).words + list(_constants(source))


def _constants(source: str) -> Iterator[str]:
    environment = Environment(  # noqa: S701 nothing is rendered
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    )
    tree = environment.parse(source)
    safe = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if getattr(call.node, "name", None) in TRANSLATORS
        for inner in call.find_all(nodes.Const)
    }
    for constant in tree.find_all(nodes.Const):
        value = constant.value
        if (
            id(constant) not in safe
            and isinstance(value, str)
            and SENTENCE.match(value)
            and value != NAME
        ):
            yield f"{constant.lineno}: {value!r} in an expression"
