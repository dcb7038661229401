"""Acts on a case, each on a page of its own: what they do, and what they refuse."""

from __future__ import annotations

import re

import pytest

from caseflow.cases.records.entries import PersonEntry
from tests.cases_pages.awkward import HUGE, LATIN, NUL, SURROGATE, TOO_MUCH, urlencoded
from tests.support.site import Client, Site

ACTS: dict[str, dict[str, str]] = {
    "hand-over": {"to": "SENIOR", "reason": "Leave until December."},
    "access/let-in": {"user": "INVESTIGATOR", "capacity": "investigator"},
    "access/keep-out": {"user": "SENIOR", "reason": "Shares an office with the subject."},
    "classification": {"classification": "strictly-confidential", "reason": "Senior staff."},
    "people/new": {"part": "witness", "known": "yes", "name": "Noor Jansen"},
    "allegations/new": {"conduct": "theft", "subjects": "SUBJECT"},
    "notes/new": {"words": "The ledger and the meter differ."},
    "tasks/new": {"words": "Secure the ledger"},
    "links/new": {"reference": "OTHER", "kind": "related"},
    "merge": {"reference": "OTHER", "asked": "OTHER", "reason": "The same receipts."},
    "move/close-without-action": {"reason": "Nothing to it."},
}
"""Every form with answers that are right; capitals stand for people and cases of the site."""
WORDS = {"reason", "words", "name"}


def fields(site: Site, page: str, reference: str, other: str) -> dict[str, str]:
    """The right answers to a form."""
    text = site.as_("officer").get(f"/cases/{reference}/{page}").text
    subject = re.search(r'name="subjects" value="([^"]+)"', text)
    meant = {
        "SENIOR": str(site.people["senior"].user_id),
        "INVESTIGATOR": str(site.people["investigator"].user_id),
        "SUBJECT": subject[1] if subject else "",
        "OTHER": other,
    }
    return {name: meant.get(value, value) for name, value in ACTS[page].items()}


def stored(site: Site) -> list[tuple[str, int]]:
    """How many rows each table of cases holds, to see that nothing was kept by half."""
    names = ("cases", "parties", "allegations", "notes", "tasks", "moves", "grants", "exclusions")
    return [(name, site.rows(name)) for name in (*names, "case_links")]


@pytest.mark.parametrize("page", ACTS)
def test_every_act_works_without_scripts(site: Site, page: str) -> None:
    reference, other = site.log(), site.log(title="The other one")
    officer = site.as_("officer")
    officer.page(f"/cases/{reference}/{page}")
    before = stored(site)
    there = officer.sent(f"/cases/{reference}/{page}", fields(site, page, reference, other))
    officer.page(there.partition("#")[0])
    assert page in {"hand-over", "classification"} or stored(site) != before


@pytest.mark.parametrize("page", ACTS)
def test_every_form_says_what_is_missing_and_keeps_the_rest(site: Site, page: str) -> None:
    reference, other = site.log(), site.log(title="The other one")
    right = fields(site, page, reference, other)
    officer = site.as_("officer")
    at, before = f"/cases/{reference}/{page}", stored(site)
    for name in right:
        if (page, name) in {("hand-over", "to"), ("classification", "classification")}:
            continue  # handed over to a desk instead; the present one is kept
        page_of = officer.refused(at, {**right, name: ""})
        assert "needs you" in page_of.said
    assert stored(site) == before


@pytest.mark.parametrize("page", ACTS)
@pytest.mark.parametrize(
    "awkward", [NUL, HUGE, "<b>x</b>", "../../etc"], ids=["nul", "huge", "tag", "path"]
)
def test_no_form_breaks_on_what_nobody_expects(site: Site, page: str, awkward: str) -> None:
    reference, other = site.log(), site.log(title="The other one")
    right = fields(site, page, reference, other)
    officer = site.as_("officer")
    for name in right:
        answer = officer.post(f"/cases/{reference}/{page}", {**right, name: awkward})
        expected = {422} if awkward == NUL or name not in WORDS else {302, 422}
        assert answer.status_code in expected, (name, answer.status_code)


@pytest.mark.parametrize("page", ACTS)
def test_far_too_much_gets_a_sentence_at_its_field(site: Site, page: str) -> None:
    reference, other = site.log(), site.log(title="The other one")
    right = fields(site, page, reference, other)
    officer, before = site.as_("officer"), stored(site)
    for name in right.keys() & (WORDS | {"reference"}):
        answer = officer.post(f"/cases/{reference}/{page}", {**right, name: TOO_MUCH})
        assert answer.status_code == 422
        assert "10,000,000 characters" in answer.text
    assert stored(site) == before


@pytest.mark.parametrize("page", ACTS)
@pytest.mark.parametrize("raw", [SURROGATE, LATIN], ids=["lone surrogate", "other encoding"])
def test_other_encodings_never_break_a_page(site: Site, page: str, raw: str | bytes) -> None:
    reference, other = site.log(), site.log(title="The other one")
    right = fields(site, page, reference, other)
    officer = site.as_("officer")
    officer.get("/me")
    for name in right:
        answer = officer.client.post(
            f"/cases/{reference}/{page}",
            data=urlencoded({**right, name: raw, "csrf_token": officer.token}),
            content_type="application/x-www-form-urlencoded",
            base_url="https://localhost",
        )
        assert answer.status_code in {302, 422, 404}, (name, answer.status_code)


def test_without_the_pages_token_nothing_happens(site: Site) -> None:
    reference = site.log()
    officer, before = site.as_("officer"), stored(site)
    at = f"/cases/{reference}/notes/new"
    officer.get(at)
    officer.token = "forged"
    assert officer.post(at, {"words": "x"}).status_code == 400
    assert stored(site) == before


def test_a_case_that_is_handed_over_is_with_me_no_more(site: Site) -> None:
    reference = site.log()
    officer = site.as_("officer")
    senior = str(site.people["senior"].user_id)
    officer.sent(f"/cases/{reference}/hand-over", {"to": senior, "reason": "Leave."})
    page = officer.page("/cases?view=mine")
    assert f"{reference} is handed over." in page.said
    assert "Nothing is with you" in page.said
    for who, view in (("senior", "?view=mine"), ("senior", ""), ("officer", "")):
        assert "Falsified fuel receipts" in site.as_(who).page(f"/cases{view}").said


def test_nobody_can_be_handed_a_case_they_are_kept_out_of(site: Site) -> None:
    reference = site.log()
    officer = site.as_("officer")
    senior = str(site.people["senior"].user_id)
    at = f"/cases/{reference}"
    officer.sent(f"{at}/access/keep-out", {"user": senior, "reason": "Friends."})
    page = officer.refused(f"{at}/hand-over", {"to": senior, "reason": "Leave."})
    assert "Choose one of the answers that are offered" in page.said
    assert f'value="{senior}"' not in page.text
    assert site.as_("senior").get(at).status_code == 404


def test_access_can_be_given_and_ended(site: Site) -> None:
    reference = site.log()
    officer, guest = site.as_("officer"), site.as_("investigator")
    at = f"/cases/{reference}"
    assert guest.get(at).status_code == 404
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "reader"})
    assert guest.get(at).status_code == 200
    end = re.search(rf'action="({at}/access/[0-9a-f-]+/end)"', officer.get(f"{at}/access").text)
    officer.sent(end[1])
    assert guest.get(at).status_code == 404


def test_a_namesake_is_settled_by_a_person(site: Site) -> None:
    named = PersonEntry(name="Amara Diallo")
    reference = site.log(people=(named,))
    at = f"/cases/{reference}"
    officer, senior = site.as_("officer"), site.as_("senior")
    assert senior.get(at).status_code == 404
    assert "until a name match is settled" in officer.page(at).said
    settle = next(link for link in officer.page(f"{at}/access").links if "/bars/" in link)
    officer.page(settle)
    assert "Say whether it is the same person" in officer.refused(settle, {"reason": "x"}).said
    officer.sent(settle, {"match": "no", "reason": "Another birth date."})
    assert senior.get(at).status_code == 200
    assert officer.get(settle).status_code == 404  # settled once


def test_one_of_several_unidentified_subjects_can_be_named(site: Site) -> None:
    reference = site.log(people=(PersonEntry(identified=False, how_many=3),))
    officer, at = site.as_("officer"), f"/cases/{reference}"
    identify = next(link for link in officer.page(at).links if link.endswith("/identify"))
    assert "Enter the name of the subject" in officer.refused(identify, {"name": ""}).said
    assert "This names nobody" in officer.refused(identify, {"name": "Unknown Officer"}).said
    officer.sent(identify, {"name": "Samir Haddad"})
    page = officer.page(at)
    assert "Samir Haddad" in page.said
    assert "2 people, not identified" in page.said


def test_tasks_are_done_and_opened_again(site: Site) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/tasks/new", {"words": "Secure the ledger"})
    task = re.search(rf'action="({at}/tasks/[0-9a-f-]+)"', officer.get(at).text)[1]
    officer.sent(task)
    assert "Open again" in officer.page(at).said
    officer.sent(task, {"open": "1"})
    assert "Open again" not in officer.page(at).said


def test_a_note_can_be_changed_by_whoever_wrote_it(site: Site) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/notes/new", {"words": "Called the depot."})
    edit = next(link for link in officer.page(at).links if "note=" in link)
    assert "Called the depot." in officer.get(edit).text
    officer.sent(edit, {"words": "Called the depot twice."})
    assert "edited once" in officer.page(at).said
    assert site.as_("senior").get(edit).status_code == 404
    for wrong in ("nonsense", "%00", HUGE):
        assert officer.get(f"{at}/notes/new?note={wrong}").status_code == 404


@pytest.mark.parametrize("name", ["decide", "nonsense", "%00", "9" * 40])
def test_moves_that_are_none_are_not_found(site: Site, name: str) -> None:
    reference = site.log()
    officer = site.as_("officer")
    assert officer.get(f"/cases/{reference}/move/{name}").status_code == 404
    assert officer.post(f"/cases/{reference}/move/{name}").status_code == 404


def test_asking_to_be_let_in_never_tells_whether_there_is_a_case(site: Site) -> None:
    reference = site.log()
    guest = site.as_("investigator")
    said = []
    for typed in (reference, "NORTH-2026-00000", "nonsense"):
        answer = guest.post("/cases/join", {"reference": typed, "reason": "I saw it happen."})
        shown = guest.page("/cases/join")
        said.append((answer.status_code, answer.headers["Location"], shown.said))
    assert len(set(said)) == 1
    assert "If there is such a case, its owner has been told." in said[0][2]
    owner = site.as_("officer").page(f"/cases/{reference}")
    assert "Ravi Menon asks to be let in: I saw it happen." in owner.said
    assert guest.get(f"/cases/{reference}").status_code == 404


@pytest.mark.parametrize("wrong", [{"reference": ""}, {"reason": ""}, {"reason": NUL}])
def test_a_request_needs_a_reference_and_a_reason(site: Site, wrong: dict[str, str]) -> None:
    right = {"reference": "NORTH-2026-00000", "reason": "I saw it happen."}
    site.as_("investigator").refused("/cases/join", {**right, **wrong})


def reviewed(site: Site, reference: str) -> Client:
    """Take a case to review through the pages; the decision-maker's browser."""
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/move/assess")
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{at}/move/open-investigation")
    detective = site.as_("investigator")
    today = {"found_on-day": "23", "found_on-month": "11", "found_on-year": "2026"}
    found = {"outcome": "substantiated", "standard": "preponderance", "evidence": "Ledger."}
    for answer in re.findall(rf'href="({at}/allegations/[0-9a-f-]+)"', detective.get(at).text):
        for name in found:
            detective.refused(answer, {**found, **today, name: ""})
        detective.refused(answer, {**found, **today, "evidence": NUL})
        detective.refused(answer, {**found, **today, "outcome": HUGE})
        detective.refused(answer, {**found, **today, "found_on-year": HUGE})
        detective.refused(answer, {**found, **today, "evidence": TOO_MUCH})
        detective.sent(answer, {**found, **today})
    detective.sent(f"{at}/move/send-to-review")
    return site.as_("decider")


DECISION = {
    "a1-outcome": "substantiated",
    "a1-standard": "preponderance",
    "reasons": "Facts, law, proportion.",
    "decided_on-day": "23",
    "decided_on-month": "11",
    "decided_on-year": "2026",
}
WRONG_DECISIONS = [
    ({"reasons": ""}, "Give the reasons"),
    ({"reasons": NUL}, "cannot be kept"),
    ({"reasons": TOO_MUCH}, "10,000,000 characters"),
    ({"a1-outcome": ""}, "Answer every allegation"),
    ({"a1-standard": "certain"}, "Choose one of the answers that are offered"),
    ({"measures": "flogging"}, "Choose one of the answers that are offered"),
    ({"measures": "loss_of_steps"}, "Fill in: Steps lost"),
    ({"measures": "loss_of_steps", "m-loss_of_steps-steps": HUGE}, "whole number"),
    ({"measures": "loss_of_steps", "m-loss_of_steps-steps": "16"}, "from 1 to 15"),
    ({"measures": "fine", "m-fine-amount": "much"}, "Enter an amount"),
    ({"measures": "dismissal", "do": "decide"}, "needs a higher standard of proof"),
    ({"measures": ["separation", "dismissal"]}, "exclude each other: choose one of the two"),
    ({"measures": ["dismissal", "promotion_deferment"], "do": "decide"}, "Fill in: Period"),
    (
        {
            "measures": ["dismissal", "promotion_deferment"],
            "m-promotion_deferment-period": "6",
            "do": "decide",
        },
        "exclude each other",
    ),
    ({"decided_on-year": "2031"}, "has not come yet"),
    ({"a1-outcome": "unfounded", "measures": "fine", "do": "decide"}, "substantiated allegation"),
]


def test_a_decision_says_what_is_wrong_and_loses_no_word(site: Site) -> None:
    reference = site.log()
    decider = reviewed(site, reference)
    form = decider.sent_to(f"/cases/{reference}/decision")
    decider.page(form)
    for wrong, sentence in WRONG_DECISIONS:
        answer = decider.post(form, {**DECISION, "recourse": "Within 60 days.", **wrong})
        assert answer.status_code == 422, wrong
        assert sentence in answer.text, wrong
        assert "Within 60 days." in answer.text
    assert site.rows("decisions") == 0


def test_nobody_decides_on_what_they_investigated_or_too_early(site: Site) -> None:
    reference = site.log()
    decider = site.as_("decider")
    subject = re.search(
        r"people/([0-9a-f-]+)/decision", site.as_("officer").get(f"/cases/{reference}").text
    )
    assert subject is None
    early = decider.sent_to(f"/cases/{reference}/decision")
    assert decider.get(early).status_code == 403
    assert site.as_("officer").get(f"/cases/{reference}/decision").status_code == 404
    reviewed(site, reference)
    assert site.as_("investigator").get(early).status_code == 404
    assert decider.get(early).status_code == 200


def test_a_case_is_sent_to_another_entity_and_leaves_the_queue(site: Site) -> None:
    reference = site.log()
    officer, form = site.as_("officer"), f"/cases/{reference}/transfer"
    assert form in officer.page(f"/cases/{reference}").links
    shown = officer.page(form)
    (south,) = re.findall(r'value="([0-9a-f-]{36})"[^>]*>SOUTH', shown.text)
    assert "NORTH ·" not in shown.said
    right = {"entity": south, "reason": "It happened there."}
    for wrong in ({"entity": ""}, {"reason": ""}, {"reason": NUL}, {"entity": HUGE}):
        officer.refused(form, {**right, **wrong})
    assert officer.sent(form, right) == "/cases"
    assert officer.get(f"/cases/{reference}").status_code == 404
    shown = site.as_("officer-2").page(f"/cases/{reference}")
    assert "It happened there." in shown.said
    assert "Nobody has this case" in shown.said


def test_sexual_harassment_on_a_lower_standard_is_warned_of_on_each_page(site: Site) -> None:
    reference = site.log(conduct=("sexual_harassment",))
    decider = reviewed(site, reference)
    warned = "“Sexual harassment” is expected to be proven by: Clear and convincing evidence."
    at = f"/cases/{reference}"
    assert warned in site.as_("officer").page(at).said
    form = decider.sent_to(f"{at}/decision")
    assert warned in decider.post(form, {**DECISION, "do": "check"}).text
    sure = {**DECISION, "a1-standard": "clear_and_convincing", "do": "check"}
    assert warned not in decider.post(form, sure).text
    decider.sent(form, {**DECISION, "do": "decide"})
    assert warned in decider.page(at).said


def test_nothing_is_offered_to_impose_on_somebody_of_unknown_category(site: Site) -> None:
    reference = site.log(people=(PersonEntry(name="Tomas Elberg", personnel_category="unknown"),))
    decider = reviewed(site, reference)
    form = decider.sent_to(f"/cases/{reference}/decision")
    page = decider.page(form)
    assert "while the subject's category of personnel is not known" in page.said
    assert not [f for f in page.fields if f.get("name") == "measures"]
    answer = decider.post(form, {**DECISION, "measures": "dismissal", "do": "decide"})
    assert answer.status_code == 422
    assert site.rows("decisions") == 0
