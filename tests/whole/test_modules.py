"""Every module says what it is for, and its name says where to look."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from tests.support.codebase import files, texts

VAGUE = re.compile(r"^(utils?|common|helpers?|misc|stuff|manage(_.*)?|managers?)$")


def without_a_sentence(sources):
    return [
        name
        for name, source in sources.items()
        if not re.match(r"\S.*[.:](\n|$)", (ast.get_docstring(ast.parse(source)) or ""), re.DOTALL)
    ]


def holding_code(sources):
    """Packages whose `__init__` is more than one docstring."""
    return [name for name, source in sources.items() if len(ast.parse(source).body) != 1]


def vague(names):
    return [
        name
        for name in names
        if any(VAGUE.match(part.partition(".")[0]) for part in PurePosixPath(name).parts)
    ]


def test_every_module_opens_with_a_sentence():
    assert without_a_sentence(texts("caseflow/", "config.py", "wsgi.py", ending=".py")) == []


def test_a_module_without_one_would_be_found():
    sources = {"a.py": "import os", "b.py": '"""No full stop"""', "c.py": '"""A sentence."""'}
    assert without_a_sentence(sources) == ["a.py", "b.py"]


def test_a_packages_own_file_is_one_docstring():
    assert holding_code(texts("caseflow/", ending="/__init__.py")) == []


def test_code_in_a_packages_own_file_would_be_found():
    assert holding_code({"a/__init__.py": '"""A."""\nimport os', "b": '"""B."""'}) == [
        "a/__init__.py"
    ]


def test_no_name_is_a_drawer_for_everything():
    assert vague([*files("caseflow/"), *files("tests/"), *files("templates/")]) == []


def test_a_vague_name_would_be_found():
    names = ["caseflow/utils.py", "caseflow/cases/helpers/a.py", "t/manage_users.html", "a/case.py"]
    assert vague(names) == names[:3]
