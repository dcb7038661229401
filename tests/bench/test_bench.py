"""The bench measures a real instance and keeps its figures, however quick the machine is."""

from __future__ import annotations

import json

from bench.__main__ import main


def test_a_small_run_measures_every_part_and_keeps_the_figures(tmp_path, capsys):
    main(["--size", "smoke", "--results", str(tmp_path)])
    kept = {path.stem: json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*.json")}
    assert kept.keys() == {"grow", "pages", "growth"}
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
