"""The page on which an entity gets another time zone or other holidays."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from caseflow.jobs.models import Job, State
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.services import run, take
from tests.cases_pages.test_acts import reviewed
from tests.support.house import NOW
from tests.support.site import Client, Site

AT = "/entities/NORTH/days"
LISBON = {
    "time_zone": "Europe/Lisbon",
    "holiday_country": "PT",
    "holiday_subdivision": "",
    "holiday_list": "",
    "reason": "It moved to Lisbon.",
}


def zone(site: Site) -> str:
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        return cursor.execute("SELECT time_zone FROM entities WHERE code = 'NORTH'").fetchone()[0]


def looked(admin: Client, form: dict[str, str]) -> dict[str, str]:
    """The form once it was shown what would move."""
    answer = admin.post(AT, {**form, "do": "look"})
    assert answer.status_code == 200, answer.text
    assert "Nothing is changed yet." in answer.text
    return {**form, "seen": re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)[1]}


def worked_off(site: Site) -> State:
    """Do the job that waits, as the worker does."""
    with site.house.system(JobPurpose.JOBS) as session:
        job = take(session, now=NOW)
        session.commit()
        run(session, job, now=lambda: NOW)
        return session.get_one(Job, job.id).state


def test_what_would_move_is_shown_before_anything_is_changed(site: Site) -> None:
    reviewed(site, site.log())
    site.log()
    admin = site.as_("administrator")
    assert AT in admin.page("/entities/NORTH").links
    admin.page(AT)
    at_once = admin.post(AT, {**LISBON, "do": "change"})
    assert at_once.status_code == 200
    said = re.sub(r"<[^>]+>|\s+", " ", at_once.text)
    assert re.search(r"fall due later\s+1 ", said)
    assert re.search(r"fall due earlier\s+0 ", said)
    assert re.search(r"would stay\s+1 ", said)
    assert zone(site) == "UTC"
    seen = looked(admin, LISBON)
    other = admin.post(AT, {**seen, "time_zone": "Asia/Tokyo", "do": "change"})
    assert "Nothing is changed yet." in other.text  # that was not looked at
    assert zone(site) == "UTC"


def test_a_change_is_recounted_and_the_page_says_how_far_it_is(site: Site) -> None:
    reference = site.log()
    reviewed(site, reference)
    before = site.as_("officer").page("/cases?view=mine").said
    admin = site.as_("administrator")
    assert admin.sent(AT, {**looked(admin, LISBON), "do": "change"}) == "/entities/NORTH"
    shown = admin.page("/entities/NORTH").said
    assert "Recounting: 1 case left" in shown
    assert "Lisbon" in shown
    assert "Portugal" in shown
    assert worked_off(site) is State.DONE
    assert "Recounting" not in admin.page("/entities/NORTH").said
    assert site.as_("officer").page("/cases?view=mine").said != before
    back = {**LISBON, "time_zone": "UTC", "holiday_country": "", "reason": "It came back."}
    admin.sent(AT, {**looked(admin, back), "do": "change"})
    assert worked_off(site) is State.DONE
    assert site.as_("officer").page("/cases?view=mine").said == before


def test_a_recount_that_stopped_is_told_and_started_anew(site: Site) -> None:
    reviewed(site, site.log())
    admin = site.as_("administrator")
    admin.sent(AT, {**looked(admin, LISBON), "do": "change"})
    with closing(site.house.engine.raw_connection()) as raw:
        raw.cursor().execute("UPDATE jobs SET state = 'failed'")
        raw.commit()
    shown = admin.page("/entities/NORTH").said
    assert "The recount stopped before its end" in shown
    admin.sent(AT, {**looked(admin, LISBON), "do": "change"})
    assert "Recounting: 1 case left" in admin.page("/entities/NORTH").said
    assert worked_off(site) is State.DONE
    assert "ecount" not in admin.page("/entities/NORTH").said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "Say why."),
        ({"time_zone": ""}, "Choose a time zone."),
        ({"time_zone": "Mars/Olympus"}, "Choose one of the answers that are offered"),
        ({"holiday_country": "XX"}, "Choose one of the answers that are offered"),
        ({"holiday_subdivision": "ATLANTIS"}, "No holidays are known for this place"),
        ({"holiday_country": "", "holiday_subdivision": "BY"}, "Choose the country"),
        ({"holiday_list": "un_common"}, "Choose a country or a list, not both."),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_changes_nothing(site, wrong, said) -> None:
    admin = site.as_("administrator")
    for do in ("look", "change"):
        page = admin.refused(AT, {**LISBON, **wrong, "do": do})
        assert said in page.said
    assert zone(site) == "UTC"
    assert site.rows("jobs") == 0


def test_nobody_else_finds_the_page(site: Site) -> None:
    assert site.as_("officer").get(AT).status_code in {403, 404}
    assert site.as_("officer").post(AT, {**LISBON, "do": "change"}).status_code in {403, 404}
    assert site.as_("administrator").get("/entities/NOWHERE/days").status_code == 404
