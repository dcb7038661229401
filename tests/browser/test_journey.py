"""The main job in a real browser: a case from report to register, by those who may."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
import pysqlite3.dbapi2 as sqlite
from playwright.sync_api import Browser

from tests.browser.walking import Walker, signed_in
from tests.support.server import Server, flask

SUBJECT = "Zacharias Erfunden"


def test_a_new_case_goes_all_the_way(browser: Browser, served: Server) -> None:
    with signed_in(browser, served, "officer") as officer:
        reference = log(officer)
        assess(officer, reference)
    investigate(browser, served, reference)
    decide(browser, served, reference)
    close_and_screen(browser, served, reference)
    audit(browser, served, reference)


def test_a_case_of_an_old_register_goes_on_from_where_it_stood(
    browser: Browser, served: Server
) -> None:
    reference = old_case(served, "T-1005")
    with signed_in(browser, served, "officer") as officer:
        officer.go(f"/cases/{reference}/allegations/new")
        officer.select("conduct", "Theft")
        officer.page.locator('[name="subjects"]').first.check()
        officer.page.locator("main form button.btn-primary").last.click()
        officer.page.wait_for_load_state()
        assess(officer, reference)
    investigate(browser, served, reference)
    decide(browser, served, reference, measure="")
    with signed_in(browser, served, "officer") as officer:
        move(officer, reference, "close")
        officer.go(f"/cases/{reference}")
        assert "Closed" in officer.said
    audit(browser, served, reference)


def old_case(served: Server, external: str) -> str:
    with sqlite.connect(f"file:{served.home / 'caseflow.db'}?mode=ro", uri=True) as database:
        row = database.execute(
            "SELECT reference FROM cases WHERE external_reference = ?", (external,)
        ).fetchone()
    return str(row[0])


def log(officer: Walker) -> str:
    """Four steps, the answers checked before they are final."""
    officer.go("/cases/new")
    officer.select("entity", "Northern Mission")
    officer.fill(reporting="anonymous")
    officer.press("Continue")
    officer.fill(
        title="Payroll numbers that nobody has",
        account="Three names on the payroll belong to nobody.",
        classification="confidential",
        happened__precision="unknown",
    )
    officer.select("conduct", "Embezzlement")
    officer.press("Continue")
    officer.fill(p1__part="subject", p1__known="yes", p1__name=SUBJECT)
    officer.select("p1-personnel_category", "Staff member, international")
    officer.page.locator("main details").first.locator("summary").first.click()
    officer.fill(p1__date_of_birth="1971-04-09")
    officer.press("Continue")
    assert SUBJECT in officer.said
    officer.press("Log the case")
    found = re.search(r"[A-Z][A-Z0-9]*-\d{4}-\d{5,}", officer.path)
    assert found, officer.path
    assert "Payroll numbers that nobody has" in officer.said
    return found[0]


def move(walker: Walker, reference: str, name: str) -> None:
    walker.go(f"/cases/{reference}/move/{name}")
    walker.page.locator("main form button.btn-primary").last.click()
    walker.page.wait_for_load_state()
    assert walker.path == f"/cases/{reference}", walker.said


def assess(officer: Walker, reference: str) -> None:
    move(officer, reference, "assess")
    officer.go(f"/cases/{reference}/access/let-in?capacity=investigator")
    officer.select("user", "Ravi Menon")
    officer.page.locator("main form button.btn-primary").last.click()
    officer.page.wait_for_load_state()
    assert "Ravi Menon" in officer.said
    move(officer, reference, "open-investigation")


def investigate(browser: Browser, served: Server, reference: str) -> None:
    with signed_in(browser, served, "investigator") as investigator:
        at = f"/cases/{reference}"
        assert investigator.go(at) == 200
        links = investigator.page.locator(f'a[href^="{at}/allegations/"]')
        addresses = list(dict.fromkeys(a.get_attribute("href") for a in links.all()))
        assert addresses
        for address in addresses:
            investigator.go(str(address))
            investigator.fill(
                outcome="substantiated",
                standard="clear_and_convincing",
                evidence="The payroll and the register of persons were compared line by line.",
            )
            investigator.page.locator("main form button.btn-primary").last.click()
            investigator.page.wait_for_load_state()
            assert investigator.path == at, investigator.said
        move(investigator, reference, "send-to-review")


def decide(browser: Browser, served: Server, reference: str, measure: str = "separation") -> None:
    with signed_in(browser, served, "decision-maker") as decider:
        decider.go(f"/cases/{reference}/decision")
        decider.fill(reasons="The facts stand; the measure is proportionate.")
        if measure:
            decider.page.locator(f'[name="measures"][value="{measure}"]').check()
        decider.page.locator('main form button[name="do"][value="check"]').click()
        decider.page.wait_for_load_state()
        assert "the measure is proportionate" in decider.page.content()
        decider.page.locator('main form button[name="do"][value="decide"]').click()
        decider.page.wait_for_load_state()
        decider.go(f"/cases/{reference}")
        assert "Decided" in decider.said


def close_and_screen(browser: Browser, served: Server, reference: str) -> None:
    with signed_in(browser, served, "officer") as officer:
        move(officer, reference, "close")
    with signed_in(browser, served, "registry") as registry:
        registry.go("/screening/register?stage=proposed")
        registry.page.get_by_role("link", name=SUBJECT).first.click()
        registry.page.wait_for_load_state()
        entry = registry.path
        registry.go(f"{entry}/notice")
        registry.fill(words="Told in the letter of separation; no comment was made.")
        registry.page.locator("main form button.btn-primary").last.click()
        registry.page.wait_for_load_state()
    with signed_in(browser, served, "senior-officer") as senior:
        senior.go(entry)
        senior.follow("Publish")
        senior.press("Publish")
        assert "Published" in senior.said
    with signed_in(browser, served, "recruiter") as recruiter:
        recruiter.go("/screening")
        recruiter.fill(name=SUBJECT, vacancy="DEMO-2026-099")
        born = recruiter.page.locator('[name="date_of_birth"]')
        if born.count():
            born.fill("1971-04-09")
        recruiter.page.locator("main form button.btn-primary").last.click()
        recruiter.page.wait_for_load_state()
        assert "Refer" in recruiter.said or "registry" in recruiter.said
        assert "payroll" not in recruiter.page.content().casefold()
        assert recruiter.go(f"/cases/{reference}") == 404


def audit(browser: Browser, served: Server, reference: str) -> None:
    with signed_in(browser, served, "auditor") as auditor:
        assert auditor.go(f"/cases/{reference}") == 404
        answer = auditor.page.request.get(served.url(f"/cases/{reference}/summary.pdf"))
        assert answer.status == 200
        pdf = answer.body()
        text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
        assert reference in text
        assert SUBJECT not in text
        auditor.go(f"/audit?reference={reference}")
        assert "Moved a case on" in auditor.said
    kept = served.home / "summary.pdf"
    kept.write_bytes(pdf)
    assert flask(served.home, "verify", str(kept)).returncode == 0
    kept.write_bytes(pdf.replace(b"%PDF", b"%PDf", 1))
    assert flask(served.home, "verify", str(kept)).returncode == 1
    done = flask(served.home, "audit", "verify", "--json")
    assert done.returncode == 0, done.stdout
