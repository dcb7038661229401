"""A case from its first report to its closing, through the pages, by those who may."""

from __future__ import annotations

import re

from tests.cases_pages.answers import logged
from tests.support.site import Client, Page, Site

TODAY = {"day": "23", "month": "11", "year": "2026"}


def today(field: str) -> dict[str, str]:
    """Three boxes with the day of the tests."""
    return {f"{field}-{part}": value for part, value in TODAY.items()}


def chosen(text: str, name: str, words: str) -> str:
    """The value of the option with these words in a list of a page."""
    field = re.search(rf'<select[^>]*name="{name}".*?</select>', text, re.DOTALL)
    assert field, name
    found = re.search(rf'value="([^"]+)"[^>]*>[^<]*{re.escape(words)}', field[0])
    assert found, (name, words)
    return found[1]


def addresses(text: str, pattern: str) -> list[str]:
    """The addresses on a page that fit a pattern, each once."""
    return list(dict.fromkeys(re.findall(rf'href="({pattern})"', text)))


def test_a_case_goes_from_its_first_report_to_its_closing(site: Site) -> None:
    officer = site.as_("officer")
    reference = logged(site, officer)
    at = f"/cases/{reference}"
    page = officer.page(at)
    assert f"{reference} is logged and is with you." in page.said
    assert "guards at the depot" in page.said
    assert page.said.count("Alleged") >= 4
    assert "Falsified fuel receipts" in officer.page("/cases").said

    officer.sent(f"{at}/move/assess")
    form = officer.get(f"{at}/access/let-in").text
    investigator = chosen(form, "user", "Ravi Menon")
    officer.sent(f"{at}/access/let-in", {"user": investigator, "capacity": "investigator"})
    assert "Ravi Menon" in officer.page(f"{at}/access").said
    officer.sent(f"{at}/move/open-investigation")

    detective = site.as_("investigator")
    assert "Falsified fuel receipts" in detective.page("/cases/all").said
    answers = addresses(detective.get(at).text, rf"{at}/allegations/[0-9a-f-]{{36}}")
    assert len(answers) == 4
    for n, answer in enumerate(answers):
        detective.page(answer)
        outcome = "substantiated" if n == 0 else "unsubstantiated"
        standard = "clear_and_convincing" if n == 0 else "preponderance"
        evidence = {"evidence": "Receipts 114 to 131", **today("found_on")}
        detective.sent(answer, {"outcome": outcome, "standard": standard, **evidence})
    assert "Finding on A1: Substantiated" in detective.page(at).said
    detective.sent(f"{at}/move/send-to-review")

    decider = site.as_("decider")
    fine = {"measures": "fine", "m-fine-amount": "1250.00"}
    decided(decider, at, fine)
    page = decided(decider, at, fine)
    assert "Fine" in page.said
    assert "1250.00" in page.said
    assert "No measure was imposed." in page.said

    officer.sent(f"{at}/move/close")
    assert "Measure imposed" in officer.page(at).said


def decided(decider: Client, at: str, measures: dict[str, str]) -> Page:
    """Decide on whoever waits: write, check, decide."""
    form = decider.sent_to(f"{at}/decision")
    text = decider.get(form).text
    if "is not identified" in text:
        measures = {}
    answers = {
        name: re.search(rf'name="{name}".*?<option value="([^"]+)" selected', text, re.DOTALL)[1]
        for name in re.findall(r'<select[^>]*name="(a\d+-\w+)"', text)
    }
    sent = {**answers, **measures, "reasons": "Facts, law, proportion.", **today("decided_on")}
    check = decider.post(form, {**sent, "do": "check"})
    assert check.status_code == 200, check.text
    assert "Facts, law, proportion." in check.text
    change = decider.post(form, {**sent, "do": "change"})
    assert "Facts, law, proportion." in change.text
    decider.sent(form, {**sent, "do": "decide"})
    return decider.page(at)
