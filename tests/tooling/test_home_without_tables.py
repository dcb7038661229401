"""A command in a home without tables says so, in a sentence."""

import pytest

from caseflow.app import create_app
from config import load


@pytest.mark.parametrize(
    "words",
    [
        ("screening", "batch", "a.csv", "b.csv"),
        ("screening", "load", "a.csv"),
        ("import", "codes"),
        ("audit", "verify"),
        ("cases", "reread-names"),
        ("jobs", "status"),
        ("keys", "status"),
        ("demo", "canaries"),
    ],
)
def test_a_command_in_a_home_without_tables_says_so(tmp_path, words):
    app = create_app(load({"CASEFLOW_HOME": str(tmp_path / "home")}))
    done = app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == 1, done.output
    assert "This home has no database yet. Is CASEFLOW_HOME set, and right?" in done.output
