"""Steps that are entered late: asked for on the form, and told with both days on the case."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.house import NOW
from tests.support.site import Client, Site

TODAY = NOW.date()
WORDS = "Assessed on paper; the mission’s network was down."


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": "2026"}


def assess(officer: Client, reference: str, days: int, reason: str = "") -> str:
    typed = {**boxes("happened_on", TODAY - timedelta(days=days)), "reason": reason}
    return officer.sent(f"/cases/{reference}/move/assess", typed)


def test_the_form_of_a_step_begins_with_today_and_a_step_of_today_asks_nothing_more(site: Site):
    reference, officer = site.log(), site.as_("officer")
    page = officer.page(f"/cases/{reference}/move/assess")
    fields = {f.get("name"): f.get("value") for f in page.fields}
    assert (fields["happened_on-day"], fields["happened_on-month"]) == ("23", "11")
    officer.sent(f"/cases/{reference}/move/assess")
    assert (
        "later" not in officer.page(f"/cases/{reference}?timeline=case").said.split("Assessed")[0]
    )


def test_what_stands_in_the_way_of_a_day_is_said_at_its_field_and_nothing_is_lost(site: Site):
    reference, officer = site.log(), site.as_("officer")
    there = f"/cases/{reference}/move/assess"
    for days, said, field in (
        (-1, "24 Nov 2026 has not come yet", "happened_on-day"),
        (22, "The report was received on 2 Nov 2026: nothing happened before", "happened_on-day"),
    ):
        day = TODAY - timedelta(days=days)
        page = officer.post(there, {**boxes("happened_on", day), "reason": WORDS})
        assert page.status_code == 422
        assert said in page.text
        assert f'href="#{field}"' in page.text
        assert WORDS in page.text
        assert f'value="{day.day}"' in page.text
    silent = officer.post(there, boxes("happened_on", TODAY - timedelta(days=8)))
    assert silent.status_code == 422
    assert "It happened 8 days ago. Say why it is written down only now." in silent.text
    assert 'href="#reason"' in silent.text
    assert 'value="15"' in silent.text
    assert site.rows("moves") == 1


def test_the_case_tells_both_days_of_a_late_step_and_lists_say_since_the_first(site: Site):
    reference, officer = site.log(), site.as_("officer")
    assess(officer, reference, 12, WORDS)
    case = officer.page(f"/cases/{reference}").said
    assert "11 Nov 2026 · entered 12 days later, 23 Nov 2026" in case
    assert WORDS in case
    assert "Assessed since 11 Nov" in officer.page("/cases/all").said
    summary = officer.page(f"/cases/{reference}/summary").said
    assert "Entered after the day it happened 2 of 2, at most 21 days later" in summary


def test_the_timeline_is_in_the_order_of_what_happened(site: Site):
    reference, officer = site.log(), site.as_("officer")
    officer.sent(f"/cases/{reference}/notes/new", {"words": "Called the mission."})
    assess(officer, reference, 12, WORDS)
    said = officer.page(f"/cases/{reference}").said
    order = [
        said.index(words) for words in ("Note added", "Moved to “Assessed”", "Report received")
    ]
    assert order == sorted(order)
