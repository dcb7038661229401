"""The day that a form begins with, its field and its verb go by is the one at the entity."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from caseflow.access.capacities import AccessCapacity
from caseflow.cases import queries
from caseflow.cases.services.access import let_in
from tests.cases_pages.answers import HAPPENED, NAMED, REACHED
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.house import NOW
from tests.support.site import Site, problems

SIDES = {
    "Asia/Tokyo": datetime(2026, 11, 28, 15, 30, tzinfo=UTC),
    "America/Los_Angeles": datetime(2026, 11, 29, 7, 30, tzinfo=UTC),
    "Pacific/Kiritimati": datetime(2026, 11, 28, 10, 30, tzinfo=UTC),
}
"""For each zone a moment at which its day is not that of UTC."""


@contextmanager
def at(site: Site, zone: str, hours: int = 0):
    """Half an hour beside midnight there, with NORTH in that zone."""
    written(site, "UPDATE entities SET time_zone = ? WHERE code = 'NORTH'", zone)
    with time_machine.travel(SIDES[zone] + timedelta(hours=hours), tick=True):
        yield (SIDES[zone] + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).date()


def written(site: Site, statement: str, value: str) -> None:
    """Set the scene through the driver itself, where no trail watches."""
    with closing(site.house.engine.raw_connection()) as raw:
        raw.cursor().execute(statement, (value,))
        raw.commit()


def boxes(name: str, day: date) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def shown(text: str, name: str) -> date:
    """The day that stands in the boxes of a page."""

    def box(part: str) -> int:
        return int(re.search(rf'name="{name}-{part}"[^>]*value="(\d+)"', text)[1])

    return date(box("year"), box("month"), box("day"))


@pytest.mark.parametrize("zone", SIDES)
def test_a_report_of_today_is_logged_and_one_of_tomorrow_is_not(site: Site, zone: str) -> None:
    with at(site, zone) as today:
        assert today != SIDES[zone].date()
        officer = site.as_("officer", now=SIDES[zone])
        assert shown(officer.get("/cases/new").text, "received_on") == today
        step = {**REACHED, "entity": str(site.entity), "do": "go"}
        tomorrow = officer.refused(
            "/cases/new", {**step, **boxes("received_on", today + timedelta(days=1))}
        )
        assert "has not come yet" in tomorrow.said
        second = officer.sent("/cases/new", {**step, **boxes("received_on", today)})
        happened = {k: v for k, v in HAPPENED.items() if not k.startswith("happened-")}
        on = {**happened, "happened-precision": "exact", "do": "go"}
        late = officer.refused(second, {**on, **boxes("happened-first", today + timedelta(days=1))})
        assert "has not come yet" in late.said
        third = officer.sent(second, {**on, **boxes("happened-first", today)})
        named = {k: v for k, v in NAMED.items() if not k.startswith("p2-")}
        last = officer.sent(third, {**named, "people": "1", "do": "go"})
        officer.sent(last, {"do": "log"})
        assert site.rows("cases") == 1


@pytest.mark.parametrize("zone", SIDES)
def test_findings_decisions_tasks_and_access_go_by_the_same_day(site: Site, zone: str) -> None:
    reference = site.log()
    decider = reviewed(site, reference)
    there = f"/cases/{reference}"
    with at(site, zone) as today:
        officer = site.as_("officer", now=SIDES[zone])
        task = {"words": "Ask for the ledger."}
        past = boxes("due_on", today - timedelta(days=1))
        assert officer.post(f"{there}/tasks/new", {**task, **past}).status_code == 422
        officer.sent(f"{there}/tasks/new", {**task, **boxes("due_on", today)})
        reader = {"user": str(site.people["officer-2"].user_id), "capacity": "reader"}
        refused = officer.post(f"{there}/access/let-in", {**reader, **boxes("until", today)})
        assert refused.status_code == 422
        decider = site.as_("decider", now=SIDES[zone])
        form = decider.sent_to(f"{there}/decision")
        assert shown(decider.get(form).text, "decided_on") == today
        sent = {**DECISION, "do": "decide", **boxes("decided_on", today + timedelta(days=1))}
        assert "has not come yet" in decider.post(form, sent).text
        decider.sent(form, {**sent, **boxes("decided_on", today), **boxes("notified_on", today)})
    assert site.rows("decisions") == 1


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"decided_on": date(2020, 1, 1)}, "The report was received on 2 Nov 2026"),
        ({"decided_on": date(2026, 11, 1)}, "The report was received on 2 Nov 2026"),
        ({"decided_on": date(2026, 11, 20)}, "It rests on a finding of 23 Nov 2026"),
        ({"notified_on": date(2026, 11, 22)}, "It was decided on 23 Nov 2026"),
        ({"notified_on": date(2026, 11, 24)}, "has not come yet"),
    ],
)
def test_a_decision_is_not_before_what_it_rests_on(site: Site, days, said: str) -> None:
    reference = site.log()
    decider = reviewed(site, reference)
    form = decider.sent_to(f"/cases/{reference}/decision")
    sent = {**DECISION, "do": "decide"}
    for name, day in days.items():
        sent |= boxes(name, day)
    answer = decider.post(form, sent)
    assert answer.status_code == 422
    assert said in problems(answer.text)
    assert site.rows("decisions") == 0


def test_nothing_is_found_before_the_report(site: Site) -> None:
    reference = site.log()
    officer, there = site.as_("officer"), f"/cases/{reference}"
    dated = {**boxes("happened_on", date(2026, 11, 2)), "reason": "The files came late."}
    officer.sent(f"{there}/move/assess", dated)
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{there}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{there}/move/open-investigation", dated)
    detective = site.as_("investigator")
    answer = re.search(rf'href="({there}/allegations/[0-9a-f-]+)"', detective.get(there).text)[1]
    found = {
        "outcome": "substantiated",
        "standard": "preponderance",
        "evidence": "Ledger.",
        "late_reason": "The files came late.",
    }
    early = detective.refused(answer, {**found, **boxes("found_on", date(2026, 11, 1))})
    assert "The report was received on 2 Nov 2026: nothing was found before." in early.said
    detective.sent(answer, {**found, **boxes("found_on", date(2026, 11, 2))})


def test_days_left_and_what_is_late_go_by_the_entity_of_each_case(site: Site) -> None:
    reference = site.log()
    with at(site, "Asia/Tokyo") as today:
        fall_due(site, today - timedelta(days=1))
        officer = site.as_("officer", now=SIDES["Asia/Tokyo"])
        assert reference in officer.page("/cases/all?view=overdue").said
        fall_due(site, today)
        assert "due today" in officer.page("/cases/all").said
        assert reference not in officer.page("/cases/all?view=overdue").said


def fall_due(site: Site, day: date) -> None:
    written(site, "UPDATE cases SET due_on = ?", str(day))


def test_a_person_sets_the_zone_in_which_times_are_shown(site: Site) -> None:
    officer = site.as_("officer")
    assert "Times are UTC" in officer.page("/me").said
    page = officer.get("/me").text
    assert 'value="Africa/Nairobi">Nairobi · Africa/Nairobi' in page
    wishes = {"theme": "auto", "density": "roomy", "row_keys": "y", "locale": ""}
    officer.refused("/me", {**wishes, "time_zone": "Mars/Olympus"})
    officer.sent("/me", {**wishes, "time_zone": "Asia/Tokyo"})
    shown_there = officer.page("/me").said
    assert "Times are Tokyo time (UTC+9)" in shown_there
    assert "18:0" in shown_there  # nine o'clock in UTC
    officer.sent("/me", {**wishes, "time_zone": ""})
    assert "Times are UTC" in officer.page("/me").said


def test_a_zone_of_ones_own_moves_no_day(site: Site) -> None:
    with at(site, "Asia/Tokyo") as today:
        now = SIDES["Asia/Tokyo"]
        officer = site.as_("officer", now=now)
        wishes = {"theme": "auto", "density": "roomy", "locale": ""}
        officer.sent("/me", {**wishes, "time_zone": "America/Los_Angeles"})
        assert shown(officer.get("/cases/new").text, "received_on") == today


def test_access_until_a_day_is_gone_from_the_list_and_the_page_at_midnight_there(
    site: Site,
) -> None:
    reference = site.log()
    reader = site.people["officer-2"]
    with site.house.session(site.people["senior"]) as session:
        senior = site.people["senior"]
        case = queries.case(session, reference, actor=senior)
        let_in(
            case,
            user_id=reader.user_id,
            capacity=AccessCapacity.READER,
            actor=senior,
            now=NOW,
            until=date(2026, 11, 29),
        )
        session.commit()
    for hours, status in ((-1, 200), (0, 404)):  # midnight after 28 November in Tokyo
        with at(site, "Asia/Tokyo", hours):
            browser = site.as_("officer-2", now=SIDES["Asia/Tokyo"] + timedelta(hours=hours))
            assert browser.get(f"/cases/{reference}").status_code == status
            assert (reference in browser.page("/cases/all").said) is (status == 200)
