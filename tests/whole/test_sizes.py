"""Files stay small enough to be read at one sitting."""

from __future__ import annotations

import statistics

from tests.support.codebase import texts

MOST = 400
MEDIAN = 100


def lengths(sources):
    return {name: len(source.splitlines()) for name, source in sources.items()}


def too_long(sources):
    return [f"{name}: {n} lines" for name, n in lengths(sources).items() if n > MOST]


def test_no_file_is_longer_than_400_lines():
    assert too_long(texts("caseflow/", "tests/", ending=".py")) == []
    assert too_long(texts("templates/", ending=".html")) == []


def test_half_of_the_files_are_shorter_than_100_lines():
    assert statistics.median(lengths(texts("caseflow/", ending=".py")).values()) < MEDIAN


def test_a_long_file_would_be_found():
    assert too_long({"a.py": "x\n" * 401, "b.py": "x\n" * 400}) == ["a.py: 401 lines"]
