"""Whoever closes a case learns nothing of a file that is tied to it."""

from __future__ import annotations

import re

from tests.support.site import Client, Site
from tests.support.statements import count_statements

TOKEN = re.compile(
    rb"[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}"
    rb'|(?<=name="form_token" value=")[\w-]+|(?<=name="draft" value=")[^"]+'
    rb'|(?<=data-left=")\d+'  # seconds until the session ends
)
BY_THE_CLOCK = re.compile(r"key_epoch|FROM data_keys|UPDATE user_sessions")
"""What is asked when some seconds have passed, whatever the page: caches of keys, the last use."""
MOVE = "/cases/{}/move/close-without-action"


def steady(statements: list[str]) -> list[str]:
    """The statements without those that hang on how much time has passed."""
    return [statement for statement in statements if not BY_THE_CLOCK.search(statement)]


def looked_at(site: Site, client: Client, path: str) -> tuple[int, bytes, list[str]]:
    """Status, bytes and statements of a page; tokens of forms differ each time."""
    with count_statements(site.engine) as seen:
        answer = client.get(path)
    return answer.status_code, TOKEN.sub(b"token", answer.data), steady(seen)


def tie(site: Site, reference: str, *, untie: bool = False) -> None:
    helper = site.as_("victim-officer")
    file = helper.sent("/victims/new", {"urgency": "soon", "entity": str(site.entity)})
    helper.sent(f"{file.partition('#')[0]}/case", {"reference": reference})
    if untie:
        page = helper.get(file).text
        found = re.search(r'action="([^"]+/untie)"', page)
        assert found
        helper.sent(found[1])


def closed(site: Site, client: Client, reference: str) -> tuple[int, list[str], str]:
    client.get(MOVE.format(reference))
    with count_statements(site.engine) as seen:
        answer = client.post(MOVE.format(reference), {"reason": "Nothing to look into"})
    return answer.status_code, steady(seen), answer.headers["Location"].replace(reference, "")


def test_the_pages_of_a_case_are_the_same_with_and_without_a_tie(site: Site) -> None:
    reference = site.log()
    officer = site.as_("officer")
    pages = (f"/cases/{reference}", MOVE.format(reference), "/cases")
    for path in pages:  # what only a first look asks for is asked
        looked_at(site, officer, path)
    without = [looked_at(site, officer, path) for path in pages]
    tie(site, reference)
    for path in pages:
        looked_at(site, officer, path)
    assert [looked_at(site, officer, path) for path in pages] == without
    assert {status for status, _bytes, _seen in without} == {200}


def test_closing_asks_and_answers_the_same_with_and_without_a_tie(site: Site) -> None:
    tied, untied, free = site.log(), site.log(), site.log()
    tie(site, tied)
    tie(site, untied, untie=True)
    officer = site.as_("officer")
    closed(site, officer, site.log())  # what only a first time asks for is asked
    answers = [closed(site, officer, reference) for reference in (free, tied, untied)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] in {302, 303}
    officer.get("/cases")  # says once what was done
    shown = [
        looked_at(site, officer, f"/cases/{ref}")[1].replace(ref.encode(), b"")
        for ref in (tied, free)
    ]
    assert b"Closed" in shown[0]
    assert len(shown[0]) == len(shown[1])  # ids differ, their length does not


def test_the_steps_of_a_case_that_was_closed_stand_in_the_file(site: Site) -> None:
    reference = site.log()
    tie(site, reference)
    closed(site, site.as_("officer"), reference)
    helper = site.as_("victim-officer")
    day = helper.page("/victims")
    assert "closed" in day.said.lower()
