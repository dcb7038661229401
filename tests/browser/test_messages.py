"""What an act did is said where the eye is, and has the focus, with scripts and without."""

from __future__ import annotations

import pysqlite3.dbapi2 as sqlite
import pytest
from playwright.sync_api import Browser

from tests.browser.pages import names_in, said
from tests.browser.walking import Walker, signed_in
from tests.support.server import Server

IN_VIEW = """() => {
  const said = document.getElementById('message'), box = said.getBoundingClientRect();
  return [document.activeElement === said, document.querySelectorAll('.flash').length,
          box.top >= 0 && box.bottom <= innerHeight && box.height > 0,
          said.closest('section')?.querySelector('.panel-head h2, h2')?.id ?? ''];
}"""
GLANCES = 30
LAST_UNDER_REVIEW = (
    "SELECT c.reference, p.id FROM parties p JOIN cases c ON c.id = p.root_id"
    " WHERE c.stage = 'under-review' AND p.part = 'subject' AND p.identified"
    " AND c.classification = 'confidential' ORDER BY c.reference DESC"
)
"""A case that no other test of the browser looks at: theirs are the first ones."""


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request) -> bool:
    return bool(request.param)


def seen(someone: Walker, words: str) -> str:
    """The panel of the message, which is the only one, in view and focused."""
    someone.page.wait_for_load_state()
    assert words in someone.page.locator(".flash").inner_text()
    for _glance in range(GLANCES):  # the page rolls to it
        focused, how_many, in_view, panel = someone.page.evaluate(IN_VIEW)
        if in_view:
            break
        someone.page.wait_for_timeout(100)
    assert (focused, how_many, in_view) == (True, 1, True), someone.page.url
    return str(panel)


def sent(someone: Walker, path: str, **values: str) -> None:
    """Fill the form of a page in, and send it."""
    assert someone.go(path) == 200
    someone.fill(**values)
    with someone.page.expect_navigation():
        someone.page.locator("main form button.btn-primary").last.click()


def row(served: Server, statement: str) -> list[str]:
    with sqlite.connect(f"file:{served.home / 'caseflow.db'}?mode=ro", uri=True) as database:
        return [said(value) for value in database.execute(statement).fetchone()]


def test_after_an_act_in_a_case(browser: Browser, served: Server, scripts: bool) -> None:
    reference = names_in(served.home)["ref"]
    at, which = f"/cases/{reference}", "a second" if scripts else "another"
    with signed_in(browser, served, "officer", java_script_enabled=scripts) as officer:
        sent(officer, f"{at}/notes/new", words=f"The gate log is with {which} guard.")
        assert seen(officer, "The note is kept.") == "notes"
        sent(officer, f"{at}/tasks/new", words=f"Ask {which} guard for the log")
        assert seen(officer, "The task is added.") == "tasks"
        with officer.page.expect_navigation():
            officer.page.locator("section:has(#tasks) form button").first.click()
        assert seen(officer, "The task is done.") == "tasks"
        someone = {"part": "witness", "known": "yes", "name": f"Witness {which} Ofthegate"}
        sent(officer, f"{at}/people/new", **someone)
        assert seen(officer, "The person is named in the case.") == "people"
        officer.go(at)
        assert not officer.page.locator(".flash").count()


def test_after_a_change_that_has_no_panel_of_its_own(
    browser: Browser, served: Server, scripts: bool
) -> None:
    with signed_in(browser, served, "officer", java_script_enabled=scripts) as officer:
        sent(officer, "/me", time_zone="Africa/Nairobi" if scripts else "Africa/Tunis")
        assert seen(officer, "Your settings are kept.") == ""


def test_after_a_finding(browser: Browser, served: Server, scripts: bool) -> None:
    here = names_in(served.home)
    with signed_in(browser, served, "investigator", java_script_enabled=scripts) as investigator:
        sent(
            investigator,
            f"/cases/{here['inquiry']}/allegations/{here['allegation']}",
            outcome="substantiated",
            standard="clear_and_convincing",
            evidence="The log and the receipts were compared.",
        )
        assert seen(investigator, "is recorded") == "allegations"


def test_after_a_decision(browser: Browser, served: Server) -> None:
    reference, subject = row(served, LAST_UNDER_REVIEW)
    with signed_in(browser, served, "decision-maker") as decider:
        sent(decider, f"/cases/{reference}/people/{subject}/decision", reasons="The facts stand.")
        with decider.page.expect_navigation():
            decider.page.locator('main form button[name="do"][value="decide"]').click()
        assert seen(decider, "The decision is recorded.").startswith("decision-")


def test_after_an_act_in_a_file(browser: Browser, served: Server, scripts: bool) -> None:
    code = names_in(served.home)["victim"]
    at = f"/victims/{code}"
    with signed_in(browser, served, "victim-officer", java_script_enabled=scripts) as officer:
        sent(officer, f"{at}/need", kind="legal", urgency="steady" if scripts else "soon")
        assert seen(officer, "The need is noted.") == "needs"
        note = "In the garden." if scripts else "At the gate."
        sent(officer, f"{at}/follow-up", reached="yes", channel="meeting", note=note)
        assert seen(officer, "The contact is noted.") == "contact"
        with officer.page.expect_navigation():
            officer.page.locator("section:has(#needs) form button").first.click()
        assert seen(officer, "The need is met.") == "needs"
