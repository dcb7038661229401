"""The furniture's own small application, alone and behind a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from caseflow.web import menus
from tests.support.pseudo import pseudo_catalogue
from tests.web.furniture_app import make_app


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo_catalogue(tmp_path_factory.mktemp("catalogues"))


@pytest.fixture(scope="module")
def furnished(catalogues: Path) -> Iterator:
    """The application, with a register of menu lines to itself."""
    with pytest.MonkeyPatch.context() as patch:
        for register in ("_entries", "_commands", "_links"):
            patch.setattr(menus, register, {})
        yield make_app(BABEL_TRANSLATION_DIRECTORIES=str(catalogues), CASEFLOW_LOCALES=("en", "ar"))


@pytest.fixture
def visit(furnished):
    return furnished.test_client()


@pytest.fixture
def within(furnished):
    """Code of a page, without its route."""
    with furnished.test_request_context("/queue"):
        yield


@pytest.fixture(scope="module")
def address(furnished) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, furnished, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
