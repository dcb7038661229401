"""The server that tests start is the real one, on a socket of its own, and ends with them."""

from __future__ import annotations

import json
import sys
import urllib.request

import pytest

from tests.support.server import NotServing, environment, serving

pytestmark = pytest.mark.server

SAMPLE = """
import json, os

def app(environ, start):
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"home": os.environ["CASEFLOW_HOME"]}).encode()]
"""


@pytest.fixture
def command(tmp_path):
    (tmp_path / "sample.py").write_text(SAMPLE)
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--chdir", str(tmp_path)]
    return [*gunicorn, "--bind", "fd://{fd}", "sample:app"]


def test_it_answers_for_the_home_it_was_given_and_ends(tmp_path, command):
    with serving(tmp_path, command=command) as server:
        with urllib.request.urlopen(server.url("/healthz"), timeout=5) as answer:
            assert json.load(answer) == {"home": str(tmp_path)}
        assert server.process.poll() is None
    assert server.process.poll() == 0


def test_two_servers_never_share_a_port(tmp_path, command):
    with serving(tmp_path, command=command) as one, serving(tmp_path, command=command) as other:
        assert one.port != other.port


def test_a_server_that_does_not_come_up_says_why(tmp_path):
    broken = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    with pytest.raises(NotServing, match="no such thing"), serving(tmp_path, command=broken):
        pass


def test_nothing_of_another_instance_is_passed_on(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "PORT", "CASEFLOW_DEMO_PASSWORD", "FLASK_DEBUG"):
        monkeypatch.setenv(name, "from outside")
    passed = environment(tmp_path)
    assert passed["CASEFLOW_HOME"] == str(tmp_path)
    assert "from outside" not in passed.values()
