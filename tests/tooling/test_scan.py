"""The scanners find what is planted, and own up to what they could not read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def scan():
    spec = importlib.util.spec_from_file_location("scan", CHECKOUT / "tools" / "scan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_planted_secret_is_found(scan, tmp_path):
    secret = "AKIA" + "IOSFODNN7EXAMPLF"
    (tmp_path / "settings.py").write_text(f"key = {secret!r}\n")
    assert any(
        "settings.py:1: AWS" in line for line in scan.secrets(["settings.py"], root=tmp_path)
    )


def test_a_clean_file_is_counted(scan, tmp_path, capsys):
    (tmp_path / "a.py").write_text("x = 1\n")
    assert scan.secrets(["a.py"], root=tmp_path) == []
    assert "1 files, 0 skipped" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_a_fault(scan, tmp_path, capsys):
    (tmp_path / "a.py").write_bytes(b"\xff\xfe")
    (line,) = scan.secrets(["a.py"], root=tmp_path)
    assert "skipped" in line
    assert "0 files, 1 skipped" in capsys.readouterr().out


def test_looking_at_nothing_is_a_fault(scan, tmp_path):
    assert scan.secrets([], root=tmp_path)


def test_insecure_code_is_found_and_broken_code_is_not_passed_over(scan, tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[tool.bandit]\n")
    (tmp_path / "config.py").write_text("eval(input())\n")
    (tmp_path / "wsgi.py").write_text("def (:\n")
    monkeypatch.setattr(scan, "CHECKOUT", tmp_path)
    found = scan.insecure_code()
    assert any("config.py:1: B307" in line for line in found)
    assert any("wsgi.py: skipped" in line for line in found)


@pytest.mark.parametrize(("problems", "status"), [([], 0), (["a.py: B307"], 1)])
def test_the_exit_status_tells(scan, monkeypatch, capsys, problems, status):
    monkeypatch.setattr(scan, "insecure_code", lambda: problems)
    monkeypatch.setattr(scan, "secrets", lambda _files: [])
    monkeypatch.setattr(scan.sys, "argv", ["scan.py"])
    assert scan.main() == status
    assert capsys.readouterr().err == "".join(f"{line}\n" for line in problems)
