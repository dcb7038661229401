"""The bench measures a real instance and keeps its figures, however quick the machine is."""

from __future__ import annotations

import json

import pytest

from bench.__main__ import main
from bench.results import Figure, command, missed


def test_a_small_run_measures_every_part_and_keeps_the_figures(tmp_path, capsys):
    main(["--size", "smoke", "--results", str(tmp_path)])
    kept = {path.stem: json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*.json")}
    assert kept.keys() == {"grow", "pages", "start", "namesakes", "files", "growth"}
    for content in kept.values():
        assert content.keys() >= {"measured", "command", "machine", "size", "data", "figures"}
        for figure in content["figures"]:
            assert figure.keys() == {"name", "value", "unit", "target", "load"}
    names = {figure["name"] for figure in kept["pages"]["figures"]}
    assert names >= {
        "queue page: CPU",
        "queue page: sealed / plaintext",
        "case page: sealed / plaintext",
        "queue page: statements",
        "queue page: first visit",
    }
    assert {f["name"]: f["value"] for f in kept["grow"]["figures"]}["grown"] == 200
    waited = {f["name"]: f["value"] for f in kept["start"]["figures"]}
    assert waited["start again: until a page is served"] > 0
    said = capsys.readouterr().out
    assert "queue page: sealed / plaintext" in said
    assert "load" in said


def test_a_register_is_brought_in_twice_and_changes_nothing_the_second_time(tmp_path, register):
    main(
        ["--size", "smoke", "--only", "import", "--data", str(register), "--results", str(tmp_path)]
    )
    content = json.loads((tmp_path / "import.json").read_text("utf-8"))
    found = {figure["name"]: figure["value"] for figure in content["figures"]}
    assert found["cases read"] == 6
    assert found["second import changed"] == 0
    assert content["data"] == "given"


def test_a_kept_figure_names_its_command_but_not_where_outside_data_lay():
    assert command(["--only", "import", "--data", "/somewhere/of/mine", "--quick"]) == (
        "python -m bench --only import --data DIR --quick"
    )


@pytest.mark.parametrize(
    ("value", "target", "is_missed"),
    [
        (10.1, "<= 10", True),
        (10.0, "<= 10", False),
        (4.0, "< 4", True),
        (89.0, "< 120 (packed)", False),
        (249.0, ">= 250", True),
        (1.0, "0", True),
        (0.0, "0", False),
        (7.0, "", False),
    ],
)
def test_a_figure_says_when_it_is_not_what_was_promised(value, target, is_missed):
    assert missed(Figure("x", value, "ms", target)) is is_missed
