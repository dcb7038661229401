"""The pages of victim assistance, walked by its officer and tried by everybody else."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.victims.models import FollowUp, Need, Service, VictimFile
from tests.support.site import Client

TODAY = {"day-day": "23", "day-month": "11", "day-year": "2026"}
UNKEPT = ("\0", "a\0b", "x" * 30_000, "y" * 10_000_000)


@pytest.fixture
def officer(site) -> Client:
    return site.as_("victim-officer")


def opened(site, officer: Client) -> str:
    """The address of a new file."""
    officer.page("/victims/new")
    return officer.sent(
        "/victims/new",
        {"entity": str(site.entity), "urgency": "urgent", "safe_contact": "Call before ten."},
    )


def count(site, model) -> int:
    with site.house.system() as session:
        return session.scalar(sa.select(sa.func.count(model.id)))


def last_act(site) -> str:
    with site.house.factory() as session:
        return session.scalars(sa.select(Entry.act).order_by(Entry.seq.desc())).first()


def test_an_officer_walks_a_file_from_opening_to_help(site, officer):
    file = opened(site, officer)
    page = officer.page(file)
    assert "Call before ten." in page.said
    officer.page(f"{file}/need")
    officer.sent(
        f"{file}/need", {"kind": "medical", "urgency": "urgent", "words": "She is in pain"}
    )
    form = officer.page(f"{file}/referral")
    need = re.search(r'<option value="([0-9a-f-]{36})"', form.text)[1]
    officer.sent(f"{file}/referral", {"need": need, "provider": "Clinic on the hill"})
    page = officer.page(file)
    moves = set(re.findall(r'href="(/victims/[^"]+/services/[^"]+)"', page.text))
    send = next(move for move in moves if move.endswith("/send"))
    assert "Day on which it happened" in officer.page(send).said
    officer.sent(send)
    officer.sent(send.replace("/send", "/accept"))
    gap = send.replace("/send", "/gap")
    assert "Reason" in officer.refused(gap, {"reason": " "}).said
    officer.sent(send.replace("/send", "/provide"))
    assert "Provided" in officer.page(file).said
    officer.page(f"{file}/follow-up")
    contact = {"reached": "yes", "channel": "meeting", "note": "Calm", **TODAY}
    officer.sent(f"{file}/follow-up", contact)
    assert "Calm" in officer.page(file).said
    assert "Nothing is pressing" in officer.page("/victims").said
    officer.sent(f"{file}/keep", {"urgency": "steady", "safe_contact": "Write only"})
    assert "Write only" in officer.page(file).said


def test_the_day_names_what_cannot_wait_in_its_title(site, officer):
    file = opened(site, officer)
    officer.sent(f"{file}/need", {"kind": "safety", "urgency": "urgent"})
    page = officer.page("/victims")
    assert re.search(r"Good day, Amina Farouk ?\. One thing cannot wait\.", page.said)
    assert last_act(site) == "victim-file:listed"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("4 July 1984", "4 Jul 1984"), ("about 1984", "about 1984"), ("17", "17")],
)
def test_a_date_of_birth_or_an_age_is_taken_as_far_as_it_is_known(site, officer, typed, shown):
    file = opened(site, officer)
    officer.page(f"{file}/identity/write")
    person = {"name": "Ana Marisol Quispe", "language": "Quechua"}
    page = officer.refused(f"{file}/identity/write", {**person, "date_of_birth": "07/08/1984"})
    assert "7 August or 8 July 1984?" in page.said
    officer.sent(f"{file}/identity/write", {**person, "date_of_birth": typed})
    page = officer.post(f"{file}/identity", {"reason": "Visit at her home today"})
    assert shown in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ["N/A", "unknown", "name not given", "\u3164"])
def test_a_word_for_nothing_is_nobodys_identity(site, officer, name):
    file = opened(site, officer)
    officer.page(f"{file}/identity/write")
    page = officer.refused(f"{file}/identity/write", {"name": name, "language": "Quechua"})
    assert "This names nobody" in page.said or "Fill in “Name”" in page.said
    assert "Quechua" in {each.get("value") for each in page.fields}


def test_the_identity_is_shown_once_for_a_reason_and_stands_at_no_address(site, officer):
    file = opened(site, officer)
    officer.page(f"{file}/identity/write")
    officer.sent(f"{file}/identity/write", {"name": "Ana Marisol Quispe", "language": "Quechua"})
    assert "Quispe" not in officer.page(file).text
    assert "Quispe" not in officer.page(f"{file}/identity").text
    assert "Quispe" not in officer.refused(f"{file}/identity", {"reason": "why"}).text
    shown = officer.post(f"{file}/identity", {"reason": "Visit at her home today"})
    assert (shown.status_code, "Quispe" in shown.text) == (200, True)
    assert last_act(site) == "victim-identity:read"


def test_a_case_s_steps_are_told_from_the_file(site, officer):
    reference = site.log()
    file = opened(site, officer)
    assert "not a case reference" in officer.refused(f"{file}/case", {"reference": "AAA"}).said
    officer.sent(f"{file}/case", {"reference": reference.lower()})
    page = officer.page(file)
    assert "The report was received" in page.said
    tell = next(link for link in page.links if "/tell/" in link)
    officer.page(tell)
    officer.sent(tell, {"channel": "telephone", "reaction": "She is glad", **TODAY})
    assert "She is glad" in officer.page(file).said
    assert "told already" in officer.refused(tell, {"channel": "telephone", **TODAY}).said


def test_a_step_says_of_which_case_it_is(site, officer):
    first, second = site.log(), site.log()
    file = opened(site, officer)
    for reference in (first, second):
        officer.sent(f"{file}/case", {"reference": reference})
    page = officer.page(file)
    for reference in (first, second):
        assert f"The report was received {reference} ·" in page.said
    tell = next(link for link in page.links if "/tell/" in link)
    officer.sent(tell, {"channel": "telephone", **TODAY})
    said = officer.page(file).said
    assert {first, second} == set(re.findall(r"The report was received ([\w-]+) ·", said))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("untie", "no longer tied to this case"), ("met", "This need is met already")],
)
def test_what_is_done_already_says_so_in_its_heading(site, officer, name, sentence):
    file = opened(site, officer)
    officer.sent(f"{file}/case", {"reference": site.log()})
    officer.sent(f"{file}/need", {"kind": "medical", "urgency": "soon"})
    button = re.search(rf'action="([^"]+/{name})"', officer.get(file).text)
    assert button
    officer.sent(button[1])
    again = officer.post(button[1])
    assert (again.status_code, sentence in again.text) == (409, True)
    assert "<h1>Done already</h1>" in again.text


@pytest.mark.parametrize("name", ["officer", "senior", "decider", "recruiter", "administrator"])
def test_to_everybody_else_these_pages_do_not_exist(site, officer, name):
    file = opened(site, officer)
    other = site.as_(name)
    there = {other.get(path).status_code for path in ("/victims", "/victims/new", file)}
    assert there == {404}
    assert other.post(f"{file}/need", {"kind": "medical", "urgency": "soon"}).status_code == 404
    assert "ictim" not in other.get("/me").text


def test_an_unknown_file_and_one_out_of_reach_are_one_answer(site, officer):
    file = opened(site, officer)
    elsewhere = site.house.entity("EAST")
    site.people["far"] = site.house.person("victim-officer", entity=elsewhere, username="far")
    far = site.as_("far")
    hidden, missing = far.get(file), far.get("/victims/V-2222-22")
    assert hidden.status_code == missing.status_code == 404
    strip = re.compile(r'(csrf-token" content|value)="[^"]+"')
    assert strip.sub("", hidden.text) == strip.sub("", missing.text)


@pytest.mark.parametrize(
    ("path", "right", "field"),
    [
        ("/need", {"kind": "medical", "urgency": "soon"}, "words"),
        ("/follow-up", {"reached": "yes", "channel": "meeting", **TODAY}, "note"),
        ("/keep", {"urgency": "soon"}, "safe_contact"),
        ("/identity/write", {"name": "A name"}, "name"),
        ("/identity/write", {"name": "A name"}, "contact"),
        ("/identity", {}, "reason"),
        ("/case", {}, "reference"),
    ],
)
def test_text_that_cannot_be_kept_gets_a_sentence_and_saves_nothing(
    site, officer, path, right, field
):
    file = opened(site, officer)
    before = count(site, Need), count(site, FollowUp)
    for typed in UNKEPT:
        page = officer.refused(f"{file}{path}", {**right, field: typed})
        assert "needs you" in page.said or "need you" in page.said
    assert (count(site, Need), count(site, FollowUp)) == before
    broken = officer.post(f"{file}{path}", {**right, field: b"lone \xed\xa0\x80 surrogate"})
    assert broken.status_code < 500


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/need", {}),
        ("/need", {"kind": "magic", "urgency": "soon"}),
        (
            "/need",
            {
                "kind": "medical",
                "urgency": "soon",
                "due-day": "31",
                "due-month": "2",
                "due-year": "2026",
            },
        ),
        (
            "/need",
            {
                "kind": "medical",
                "urgency": "soon",
                "due-day": "9" * 40,
                "due-month": "x",
                "due-year": "99999999999999999999",
            },
        ),
        ("/referral", {"need": "0" * 36, "provider": "Clinic"}),
        ("/referral", {}),
        ("/follow-up", {"reached": "maybe", "channel": "meeting", **TODAY}),
        (
            "/follow-up",
            {
                "reached": "yes",
                "channel": "meeting",
                "day-day": "1",
                "day-month": "1",
                "day-year": "2090",
            },
        ),
        (
            "/follow-up",
            {
                "reached": "yes",
                "channel": "meeting",
                **TODAY,
                "next_on-day": "1",
                "next_on-month": "1",
                "next_on-year": "2020",
            },
        ),
        ("/keep", {"urgency": "now"}),
        ("/identity/write", {}),
        ("/case", {}),
    ],
)
def test_missing_and_impossible_answers_get_a_sentence(site, officer, path, sent):
    file = opened(site, officer)
    officer.refused(f"{file}{path}", sent)
    assert (count(site, Need), count(site, Service), count(site, FollowUp)) == (0, 0, 0)


def test_a_new_file_needs_an_entity_of_the_officer_and_an_urgency(site, officer):
    other = site.house.entity("WEST")
    for sent in ({}, {"entity": str(other), "urgency": "soon"}, {"entity": "x", "urgency": "soon"}):
        officer.refused("/victims/new", sent)
    assert count(site, VictimFile) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/victims/V-9999999999999999999999-99",
        "/victims/%00",
        "/victims/" + "V" * 5000,
        "/victims/V-2222-22/needs/99999999999999999999999999999999/met",
        "/victims/V-2222-22/tell/x/y",
    ],
)
def test_addresses_that_lead_nowhere_say_so(site, officer, path):
    assert officer.get(path).status_code in {404, 405, 414}
