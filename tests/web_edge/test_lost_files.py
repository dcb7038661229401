"""A file that was chosen is never kept with the words of a form; the pages say so."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.support.visitor import BASE
from tests.web_edge.test_words_without_session import (
    IDLE,
    carried,
    clock,  # noqa: F401 - a fixture
    form_of,
    note_path,
    signed_in_with,
)


@pytest.mark.parametrize("gone", ["ended", "no session", "stale"])
def test_a_file_that_was_chosen_is_said_to_be_lost(
    instance,
    clock,  # noqa: F811
    gone,
):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = {**form_of(officer, path), "file": (BytesIO(b"x"), "Letter.pdf")}
    if gone == "ended":
        clock.shift(IDLE)
        officer.post(path, sent)
        door = officer.get("/sign-in")
    elif gone == "no session":
        officer.post("/sign-out")
        door = officer.post(path, sent)
    else:
        officer.post("/sign-out")
        officer.sign_in("officer")
        answer = officer.client.post(path, data={"csrf_token": "old", **sent}, base_url=BASE)
        assert "had chosen was not kept" in officer.get(answer.headers["Location"]).text
        return
    assert "The file that you had chosen is not kept" in door.text
    back = signed_in_with(officer, carried(door))
    assert "had chosen was not kept" in officer.get(back).text
    assert "chosen" not in officer.get(back).text, "it is said once"
