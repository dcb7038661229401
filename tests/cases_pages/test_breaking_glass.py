"""In an emergency a case opens for reading, and everybody who answers for it knows."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from caseflow.access.models import Classification
from caseflow.cases import queries
from caseflow.cases.models import Part
from caseflow.cases.pages.outside import STEP, rest_of_step
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import keep_out
from caseflow.cases.services.breaking_glass import LASTS, break_glass
from caseflow.errors import NotFound, Refused
from tests.cases_pages.awkward import NUL
from tests.support.house import NOW, TODAY
from tests.support.site import Client, Site
from tests.support.trail import entries

WHY = "The reporter rang: he is on his way to her flat."
TOKEN = re.compile(
    r'(name="(csrf_token|form_token|draft)"[^>]*value=|name="csrf-token"[^>]*content=)"[^"]+"'
    r'|data-left="\d+"'  # seconds until the session ends
)
NEUTRAL = "If there is such a case, its owner has been told."


def broken(guest: Client, reference: str) -> tuple[int, str, bytes, str]:
    """Everything that comes back to somebody who breaks the glass, but for the form's tokens."""
    answer = guest.post("/cases/break-glass", {"reference": reference, "reason": WHY})
    shown = guest.get(answer.headers["Location"])
    headers = {k: v for k, v in answer.headers.items() if k != "Set-Cookie"}
    return answer.status_code, str(headers), answer.data, TOKEN.sub("", shown.text)


def told(site: Site, name: str) -> str:
    """What somebody's notices say."""
    return site.as_(name).page("/notices").said


def tries(site: Site) -> list[tuple[str, object, dict[str, object]]]:
    """Outcome, person and facts of everything the trail has about broken glass."""
    return [
        (entry.outcome.value, entry.actor_id, detail["facts"])
        for entry, detail in entries(site.house)
        if entry.act == "access:break-glass"
    ]


def test_it_opens_a_case_of_another_entity_for_reading_only(site: Site) -> None:
    reference = site.log()
    guest, at = site.as_("officer-2"), f"/cases/{reference}"
    assert guest.get(at).status_code == 404
    assert NEUTRAL in broken(guest, f"  {reference.lower()} ")[3]
    shown = guest.page(at)
    assert "Receipts bear numbers" in shown.said
    assert "Opened in an emergency, for reading before 25 Nov 2026" in shown.said
    assert reference in guest.page("/cases/all").said
    changes = [link for link in shown.links if link.startswith(f"{at}/")]
    assert changes == []
    for page in ("notes/new", "tasks/new", "hand-over", "access/let-in", "move/assess", "merge"):
        assert guest.post(f"{at}/{page}", {"words": "x", "reason": "x"}).status_code in {403, 404}
    for page in ("access", "summary.pdf", "summary"):
        assert guest.get(f"{at}/{page}").status_code in {403, 404}


def test_its_owner_and_those_who_oversee_are_told_and_nobody_else(site: Site) -> None:
    reference = site.log()
    broken(site.as_("officer-2"), reference)
    said = f"Jon Berg opened {reference} in an emergency."
    for name in ("officer", "senior"):
        assert said in told(site, name)
    for name in ("decider", "officer-2", "investigator", "administrator", "recruiter"):
        assert reference not in told(site, name)
    assert WHY in site.as_("officer").page(f"/cases/{reference}").said
    assert WHY not in told(site, "officer")
    ((outcome, who, facts),) = tries(site)
    assert (outcome, who) == ("done", site.people["officer-2"].user_id)
    assert facts["reason"] == WHY


def test_it_ends_by_itself(site: Site) -> None:
    reference, user_id = site.log(), site.people["officer-2"].user_id
    broken(site.as_("officer-2"), reference)
    for days, opens in ((0, True), (1, True), (LASTS.days, False)):
        actor = site.house.actor(user_id, today=TODAY + timedelta(days))
        with site.house.session(actor) as session:
            if opens:
                assert queries.case(session, reference, actor=actor)
            else:
                with pytest.raises(NotFound):
                    queries.case(session, reference, actor=actor)


def kept_out(site: Site) -> str:
    """A case from which the officer of the other entity is kept out by a conflict."""
    reference, officer = site.log(), site.people["officer"]
    with site.house.session(officer) as session:
        case = queries.case(session, reference, actor=officer)
        who = site.people["officer-2"].user_id
        keep_out(case, user_id=who, reason="Cousins", actor=officer, now=NOW)
        session.commit()
    return reference


def named(site: Site, part: Part) -> str:
    person = site.people["officer-2"]
    given = PersonEntry(part=part, name="Jon Berg", user_id=person.user_id)
    return site.log(people=(PersonEntry(name="Tomas Elberg"), given))


BARRED = {
    "a conflict of interest": kept_out,
    "being a subject": lambda site: named(site, Part.SUBJECT),
    "being a witness": lambda site: named(site, Part.WITNESS),
    "the same name": lambda site: site.log(people=(PersonEntry(name="jon  BERG"),)),
    "its classification": lambda site: site.log(
        classification=Classification.STRICTLY_CONFIDENTIAL
    ),
}


@pytest.mark.parametrize("why", BARRED)
def test_whoever_is_barred_hears_the_same_as_of_no_case_at_all(site: Site, why: str) -> None:
    other, reference = site.log(), BARRED[why](site)
    guest = site.as_("officer-2")
    answers = {broken(guest, typed) for typed in ("NORTH-2026-00000", "VF-2XK9Q7", reference)}
    assert len(answers) == 1
    assert guest.get(f"/cases/{reference}").status_code == 404
    assert reference not in guest.page("/cases/all").said
    assert "tried to open" in told(site, "officer")
    assert {outcome for outcome, _who, _facts in tries(site)} == {"denied"}
    assert answers == {broken(guest, other)}
    assert guest.get(f"/cases/{other}").status_code == 200


def test_a_strictly_confidential_case_opens_for_nobody_in_an_emergency(site: Site) -> None:
    reference = site.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    south = site.house.entity("EAST")
    head = site.house.person("senior-conduct-officer", entity=south, username="head", name="Head")
    site.people["head"] = head
    broken(site.as_("head"), reference)
    assert site.as_("head").get(f"/cases/{reference}").status_code == 404
    assert "Head tried to open" in told(site, "officer")
    assert reference not in told(site, "senior")


def test_what_an_emergency_opened_shuts_when_the_case_becomes_its_teams_alone(site: Site) -> None:
    reference = site.log()
    broken(site.as_("officer-2"), reference)
    assert site.as_("officer-2").get(f"/cases/{reference}").status_code == 200
    strict = {"classification": "strictly-confidential", "reason": "Senior staff."}
    site.as_("officer").sent(f"/cases/{reference}/classification", strict)
    assert site.as_("officer-2").get(f"/cases/{reference}").status_code == 404


@pytest.mark.parametrize("name", ["administrator", "investigator", "recruiter", "decider"])
def test_roles_without_the_permission_cannot(site: Site, name: str) -> None:
    guest, reference = (
        site.as_(name),
        site.log("officer-2", entity_id=next(iter(site.people["officer-2"].held[0].entities))),
    )
    assert guest.get("/cases/break-glass").status_code == 404
    form = {"reference": reference, "reason": WHY}
    assert guest.post("/cases/break-glass", form).status_code == 404
    with pytest.raises(Refused):
        break_glass(site.house.factory, reference, WHY, actor=site.people[name], now=NOW)
    assert tries(site) == []


def test_a_conflict_found_later_shuts_it_again(site: Site) -> None:
    reference = site.log()
    guest, officer = site.as_("officer-2"), site.as_("officer")
    broken(guest, reference)
    shut = {"user": str(site.people["officer-2"].user_id), "reason": "Cousins"}
    officer.sent(f"/cases/{reference}/access/keep-out", shut)
    assert guest.get(f"/cases/{reference}").status_code == 404
    broken(guest, reference)
    assert guest.get(f"/cases/{reference}").status_code == 404


def test_nobody_is_let_in_for_an_emergency_by_another(site: Site) -> None:
    reference = site.log()
    form = {"user": str(site.people["officer-2"].user_id), "capacity": "emergency"}
    site.as_("officer").refused(f"/cases/{reference}/access/let-in", form)


@pytest.mark.parametrize("wrong", [{"reference": ""}, {"reason": ""}, {"reason": NUL}])
def test_it_needs_a_reference_and_a_reason(site: Site, wrong: dict[str, str]) -> None:
    right = {"reference": "NORTH-2026-00000", "reason": WHY}
    said = site.as_("officer").refused("/cases/break-glass", {**right, **wrong})
    assert WHY in said.text or "reason" in wrong
    assert tries(site) == []


@pytest.mark.parametrize("page", ["join", "break-glass"])
def test_an_answer_never_comes_before_its_step_is_full(site: Site, page: str) -> None:
    reference = site.log()
    guest = site.as_("officer-2")
    for typed in (reference, "NORTH-2026-00000", "nonsense"):
        begun = time.monotonic()
        guest.sent(f"/cases/{page}", {"reference": typed, "reason": WHY})
        assert time.monotonic() - begun >= STEP


@pytest.mark.parametrize("spent", [0.0, 0.001, 0.039, STEP - 0.001, STEP, 1.7])
def test_what_was_spent_and_the_rest_are_whole_steps(spent: float) -> None:
    rest = rest_of_step(spent)
    assert 0 < rest <= STEP
    assert round((spent + rest) / STEP, 6) == round((spent + rest) / STEP)
