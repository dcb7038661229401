"""The maintainers' tool for translations: collect, refresh, compile."""

from __future__ import annotations

import gettext
import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "words.py"


@pytest.fixture
def words(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("words_tool", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    monkeypatch.setattr(tool, "LOCALE", tmp_path)
    monkeypatch.setattr(tool, "TEMPLATE", tmp_path / "messages.pot")
    return tool


def test_a_language_is_made_translated_and_compiled(words, tmp_path):
    assert words.main(["update", "fr"]) == 0
    catalogue = tmp_path / "fr" / "LC_MESSAGES" / "messages.po"
    text = catalogue.read_text(encoding="utf-8")
    for sentence in ("Clear all", "The date needs a day", "%(num)s answers need you"):
        assert f'"{sentence}"' in text
    translated = text.replace(
        'msgid "Clear all"\nmsgstr ""', 'msgid "Clear all"\nmsgstr "Tout ôter"'
    )
    catalogue.write_text(translated, encoding="utf-8")
    assert words.main(["update", "fr"]) == 0
    assert words.main(["compile"]) == 0
    assert gettext.translation("messages", tmp_path, ["fr"]).gettext("Clear all") == "Tout ôter"


def test_the_tool_tells_what_it_can_do(words, capsys):
    assert words.main(["sing"]) == 2
    assert "extract" in capsys.readouterr().out
