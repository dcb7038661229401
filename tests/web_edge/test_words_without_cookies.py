"""Words that arrive without cookies: said as such, carried along, and with a way back."""

from __future__ import annotations

import pytest
import time_machine

from tests.support.visitor import BASE
from tests.web_edge.test_words_without_session import BEGUN, carried, form_of, note_path


@pytest.fixture
def clock():
    with time_machine.travel(BEGUN, tick=False) as clock:
        yield clock


def test_a_browser_that_keeps_no_cookies_is_told_so_and_the_words_stay(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    bare = instance.app.test_client(use_cookies=False)
    answer = bare.post(path, data=sent, base_url=BASE)
    door = carried(answer)
    again = bare.post("/sign-in", data={**door, "username": "officer"}, base_url=BASE)
    assert again.status_code == 400
    assert "Let it accept cookies from this address" in again.text
    assert carried(again)["words"] == door["words"]


def test_a_form_that_came_without_cookies_is_told_so_and_how_to_open_it_again(instance, clock):
    bare = instance.app.test_client(use_cookies=False)
    answer = bare.post("/me?lang=en", data={"locale": "en"}, base_url=BASE)
    assert answer.status_code == 400
    assert "sent no cookies along" in answer.text
    assert "open too long" not in answer.text
    assert 'href="/me?lang=en"' in answer.text
