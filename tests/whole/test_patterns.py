"""Ways of writing that this code base has decided against, read from the syntax tree."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.codebase import texts

BROAD = {"Exception", "BaseException"}
PASSED_OVER = {"skip", "skipif", "xfail", "importorskip", "skipIf", "skipUnless", "skipTest"}
MARK = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def banned(source):
    """What a Python file does that it should not, as line: words."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="backref") | ast.Call(func=ast.Name(id="backref")):
                yield f"{node.lineno if hasattr(node, 'lineno') else node.value.lineno}: backref"
            case ast.Attribute(value=ast.Name(id=name), attr="query") if name[:1].isupper():
                yield f"{node.lineno}: {name}.query"
            case ast.Call(func=ast.Attribute(attr="query")):
                yield f"{node.lineno}: session.query"
            case ast.ExceptHandler() if broad(node) and not raises_again(node):
                yield f"{node.lineno}: catches everything"
            case ast.Attribute(value=value, attr=attr) if attr in PASSED_OVER and of_a_test(value):
                yield f"{node.lineno}: a test that is passed over"
            case ast.Call(func=ast.Attribute(attr="limit"), args=[many]) if not written_out(many):
                yield f"{node.lineno}: a limit that SQLite plans for at each execution: at_most()"


def days_made(source):
    """Where a moment is made a day; in the product only `caseflow/days.py` does, by whose day."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="date" | "today"), args=[], keywords=[]):
                yield f"{node.lineno}: {ast.unparse(node)}"


def broad(handler):
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or getattr(kind, "id", None) in BROAD for kind in kinds)


def raises_again(handler):
    """Cleaning up and letting the same error rise is not catching it."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def written_out(number):
    return isinstance(number, ast.Call) and ast.unparse(number.func) == "at_most"


def of_a_test(value):
    return ast.unparse(value) in {"pytest", "pytest.mark", "unittest", "self"}


def test_none_of_our_files_does_what_we_decided_against():
    found = [
        f"{name}:{what}" for name, source in texts(ending=".py").items() for what in banned(source)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "x = relationship(backref='y')",
        "x = backref('y')",
        "User.query.get(1)",
        "session.query(User)",
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept (KeyError, BaseException) as e:\n    log(e)",
        "try:\n    f()\nexcept:\n    raise Other() from None",
        "@pytest.mark.skip\ndef f(): ...",
        "@pytest.mark.skipif(True, reason='')\ndef f(): ...",
        "@pytest.mark.xfail\ndef f(): ...",
        "pytest.importorskip('x')",
        "select(Case.id).limit(1)",
    ],
)
def test_each_of_them_would_be_found(source):
    assert list(banned(source))


def test_nothing_but_one_module_makes_a_moment_a_day():
    sources = texts(ending=".py")
    found = [
        f"{name}:{what}"
        for name, source in sources.items()
        if name.startswith("caseflow/") and name != "caseflow/days.py"
        for what in days_made(source)
    ]
    assert found == []
    assert list(days_made(sources["caseflow/days.py"]))


@pytest.mark.parametrize(
    "source",
    [
        "now.date()",
        "date.today()",
        "datetime.today()",
        "clock.now().date()",
        "g.now.date()",
        "datetime.now(UTC).date()",
        "(now - timedelta(days=1)).date()",
        "moment.astimezone(zone).date()",
    ],
)
def test_a_moment_made_a_day_would_be_found(source):
    assert list(days_made(source))


@pytest.mark.parametrize(
    "source",
    [
        "x = relationship(back_populates='y')",
        "select(Case.id).limit(at_most(1))",
        "try:\n    f()\nexcept Exception:\n    undo()\n    raise",
        "try:\n    f()\nexcept KeyError:\n    pass",
        "queries.query = 1",
        "pytest.mark.parametrize('x', [])",
    ],
)
def test_what_is_allowed_is_not_found(source):
    assert list(banned(source)) == []


def marks(sources):
    return [
        f"{name}:{number}"
        for name, source in sources.items()
        for number, line in enumerate(source.splitlines(), 1)
        if MARK.search(line)
    ]


def test_nothing_is_left_for_later_in_a_comment():
    assert marks(texts()) == []


def test_a_mark_for_later_would_be_found():
    assert marks({"a.css": "/* TO" + "DO: later */"}) == ["a.css:1"]
