"""What is under version control is for everyone: no machine, no host, no loose package."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys

import pytest

from tests.support.codebase import CHECKOUT, text, texts

MACHINE = re.compile(r"(?<![\w.$}])/(?:work|root|Users|home)/\w")
HOSTS = re.compile(
    r"(?:pypi\." + r"org|pythonhosted\." + r"org|registry\." + r"npmjs|npmjs\." + r"com"
    r"|deb\." + r"debian|unpkg\." + r"com|jsdelivr\." + r"net|cdnjs\." + r"cloudflare|crates\."
    r"io)"
)
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z]+\])?==\d[\w.]*$")
RUN_NOT_IMPORTED = {"gunicorn", "redis"}
"""The server is a command; Redis is what a bigger installation sets its queue to."""


def lines_with(pattern, sources):
    return [
        f"{name}:{number}"
        for name, source in sources.items()
        for number, line in enumerate(source.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_place_on_somebodys_machine():
    assert lines_with(MACHINE, texts()) == []
    assert [name for name, source in texts().items() if str(CHECKOUT) in source] == []


def test_such_a_place_would_be_found():
    path = "open('/" + "home/jo/caseflow.db')"
    assert lines_with(MACHINE, {"a.py": path, "b.py": "'/cases/home/x'"}) == ["a.py:1"]


def test_no_file_names_a_registry_or_a_delivery_network():
    assert lines_with(HOSTS, texts()) == []


def test_such_a_host_would_be_found():
    assert lines_with(HOSTS, {"a.html": '<script src="//unpkg.' + 'com/x">'}) == ["a.html:1"]


def required(name):
    lines = (line.partition("#")[0].strip() for line in text(name).splitlines())
    return [line for line in lines if line]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_and_named_once(name):
    wanted = [line for line in required(name) if line != "-r requirements.txt"]
    assert [line for line in wanted if not PINNED.match(line)] == []
    assert len({line.partition("==")[0] for line in wanted}) == len(wanted)


def test_a_loose_package_would_be_found():
    assert not any(map(PINNED.match, ["flask", "flask>=3", "flask==3.*", "git+https://x"]))


def names(requirements):
    return {re.split(r"[=\[]", line)[0].replace("_", "-").lower() for line in requirements}


def named(argument):
    return isinstance(argument, ast.Constant)


def imported():
    """The distributions that the product imports, of those that are installed."""
    tops = set()
    for source in texts("caseflow/", "migrations/", "config.py", "wsgi.py", ending=".py").values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                tops |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                tops.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module":
                tops |= {a.value.partition(".")[0] for a in node.args if named(a)}
    tops -= {*sys.stdlib_module_names, "caseflow", "config", "wsgi"}
    owners = importlib.metadata.packages_distributions()
    assert tops <= owners.keys(), f"not installed: {tops - owners.keys()}"
    return {top: {owner.replace("_", "-").lower() for owner in owners[top]} for top in tops}


def test_what_the_product_imports_is_in_its_requirements():
    wanted = names(required("requirements.txt"))
    through_flask = {"click", "jinja2", "markupsafe", "werkzeug", "itsdangerous", "babel"}
    missing = {top for top, owners in imported().items() if not owners & (wanted | through_flask)}
    assert missing == set()


def test_nothing_is_required_that_the_product_does_not_use():
    used = set().union(*imported().values()) | RUN_NOT_IMPORTED
    assert names(required("requirements.txt")) - used == set()


def test_what_is_pinned_is_what_runs_here():
    for line in required("requirements.txt"):
        name, _, version = re.sub(r"\[.*\]", "", line).partition("==")
        assert importlib.metadata.version(name) == version, name
