"""The pages of screening, walked by recruiter and registry and tried by everybody else."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa

from caseflow import list_order
from caseflow.audit.models import Entry
from caseflow.screening.matching.people import Candidate, Wanted, faults
from caseflow.screening.models import Inquiry, RegisterEntry
from tests.support.house import TODAY
from tests.support.site import Client, looked_at

NOTICE = {"on-day": "23", "on-month": "11", "on-year": "2026", "words": "By letter; no answer."}
ELENA = {
    "name": "Elena Duarte",
    "date_of_birth": "1984-07-04",
    "nationality": "PT",
    "gender": "female",
    "purpose": "recruitment",
    "vacancy": "JO-2026-1188",
    "agreed": "y",
}
UNKEPT = ("\0", "a\0b", "y" * 10_000_000)


@pytest.fixture
def registry(site) -> Client:
    return site.as_("registry")


@pytest.fixture
def recruiter(site) -> Client:
    return site.as_("recruiter")


DECIDED = {
    "category": "forgery",
    "standard": "clear_and_convincing",
    "measure": "dismissal",
    "personnel_category": "staff_international",
}


def proposed(site, registry: Client, **more) -> str:
    """The address of a proposed entry."""
    registry.page("/screening/register/new")
    return registry.sent(
        "/screening/register/new",
        {
            "name": "Elena Duarte",
            "aliases": "E. Duarte, Елена Дуарте",
            "date_of_birth": "1984-07-04",
            "nationality": "PT",
            "gender": "female",
            "entity": str(site.entity),
            **DECIDED,
            "ground": "Decision of the River Programme",
            **more,
        },
    )


def published(site, registry: Client) -> str:
    entry = proposed(site, registry)
    registry.page(f"{entry}/notice")
    registry.sent(f"{entry}/notice", NOTICE)
    second = site.as_("second")
    second.page(entry)
    second.sent(f"{entry}/publish")
    return entry


def count(site, model) -> int:
    with site.house.system() as session:
        return session.scalar(sa.select(sa.func.count(model.id)))


def last_act(site) -> str:
    with site.house.factory() as session:
        return session.scalars(sa.select(Entry.act).order_by(Entry.seq.desc())).first()


def test_an_entry_goes_from_proposal_to_publication_through_two_people(site, registry):
    entry = proposed(site, registry)
    page = registry.page(entry)
    assert "Елена Дуарте" in page.said
    assert "Decision of the River Programme" in page.said
    registry.page(f"{entry}/notice")
    registry.sent(f"{entry}/notice", NOTICE)
    page = registry.page(entry)
    assert "somebody else publishes it" in page.said
    assert f"{entry}/publish" not in page.text
    assert registry.post(f"{entry}/publish").status_code in {403, 404}
    second = site.as_("second")
    assert f"{entry}/publish" in second.page(entry).text
    second.sent(f"{entry}/publish")
    assert "Published" in second.page("/screening/register?stage=published").said
    registry.page(f"{entry}/withdraw")
    registry.refused(f"{entry}/withdraw", {"reason": ""})
    registry.sent(f"{entry}/withdraw", {"reason": "Served their time"})
    page = registry.page(entry)
    assert "An officer asks to withdraw this entry" in page.said
    assert "somebody else confirms it" in page.said
    assert f"{entry}/withdrawal" not in page.links
    assert registry.post(f"{entry}/withdrawal").status_code in {403, 404}
    registry.sent(f"{entry}/withdrawal/drop")
    assert "An officer asks to withdraw this entry" not in registry.page(entry).said
    registry.sent(f"{entry}/withdraw", {"reason": "Served their time"})
    assert "Served their time" in second.page(f"{entry}/withdrawal").said
    for other in ("2026-11-22T10:00:00+00:00", "", "x" * 40):  # a page of an earlier request
        page = second.refused(f"{entry}/withdrawal", {"asked": other})
        assert "It was asked anew since" in page.said
    page = second.refused(f"{entry}/withdrawal", {})  # no request at all
    assert "It was asked anew since" in page.said
    second.sent(f"{entry}/withdrawal", second.page(f"{entry}/withdrawal").carried)
    assert "Withdrawn" in registry.page(entry).said


def test_a_recruiter_gets_one_of_three_answers_and_never_the_story(site, registry, recruiter):
    published(site, registry)
    page = recruiter.page("/screening")
    assert "never what somebody did" in page.said
    for typed, answer in (
        (ELENA, "Refer"),
        ({**ELENA, "name": "Olga Petrenko", "date_of_birth": "1990-01-31"}, "Clear: nothing known"),
        ({**ELENA, "date_of_birth": ""}, "Need more data"),
        ({**ELENA, "name": "Д"}, "Need more data"),
    ):
        page = recruiter.page(recruiter.sent("/screening", typed))
        outcome = re.search(r'<section class="outcome.*?</section>', page.text, re.DOTALL)[0]
        assert answer in outcome
        assert "River" not in page.said
    assert last_act(site) in {"inquiry:listed", "inquiry:read"}
    assert count(site, Inquiry) == 4


def test_what_was_typed_stands_beside_the_answer_to_be_corrected(site, recruiter):
    page = recruiter.page(recruiter.sent("/screening", {**ELENA, "other_names": "Lena، Helena"}))
    fields = {f["name"]: f.get("value") for f in page.fields if f.get("name")}
    assert fields["name"] == "Elena Duarte"
    assert fields["other_names"] == "Lena, Helena"
    assert fields["date_of_birth"] == "1984-07-04"


def test_a_date_that_could_be_two_is_asked_at_its_field_and_costs_no_look_up(site, recruiter):
    sent = {**ELENA, "date_of_birth": "07/08/1984", "other_names": "Lena"}
    page = recruiter.refused("/screening", sent)
    assert "7 August or 8 July 1984? Write the month as a word" in page.said
    fields = {f["name"]: f.get("value") for f in page.fields if f.get("name")}
    assert (fields["date_of_birth"], fields["other_names"]) == ("07/08/1984", "Lena")
    assert count(site, Inquiry) == 0


@pytest.mark.parametrize("name", ["N/A", "unknown", "Unknown Officer", "FNU LNU", "😀"])
def test_a_word_for_nothing_is_no_name_and_costs_no_look_up(site, recruiter, name):
    assert "This names nobody" in recruiter.refused("/screening", {**ELENA, "name": name}).said
    assert count(site, Inquiry) == 0
    assert faults(Candidate(name, date_of_birth="1984-07-04"), today=TODAY) == (Wanted.NAME,)


def test_the_page_says_what_a_date_was_read_as(site, recruiter):
    page = recruiter.page(recruiter.sent("/screening", {**ELENA, "date_of_birth": "1983 to 1985"}))
    assert "Read as between 1983 and 1985" in page.said


def test_two_officers_tell_the_recruiter_that_it_is_the_same_person(site, registry, recruiter):
    published(site, registry)
    answer = recruiter.sent("/screening", ELENA)
    ref = answer.rsplit("/", 1)[1]
    assert ref in registry.page("/screening/matches").said
    for name, verdict in (("registry", "same"), ("second", "same")):
        officer = site.as_(name)
        page = officer.page(f"/screening/matches/{ref}")
        assert "Same date of birth" in page.said
        judge = next(link for link in page.links if f"/matches/{ref}/" in link)
        officer.page(judge)
        officer.refused(judge, {"verdict": verdict})
        officer.sent(judge, {"verdict": verdict, "reason": "The number is the same"})
        assert "The number is the same" in officer.page(f"/screening/matches/{ref}").said
    assert "the registry writes to you" in recruiter.page(answer).said
    assert "No referral waits" in registry.page("/screening/matches").said


def test_of_whom_nothing_more_is_known_the_registry_decides_on_its_page(site, registry, recruiter):
    typed = {**ELENA, "name": "Nobody Atall", "date_of_birth": "", "nothing_more": "y"}
    ref = recruiter.sent("/screening", typed).rpartition("/")[2]
    page = registry.page(f"/screening/matches/{ref}")
    assert "Nobody listed resembles the candidate" in page.said
    at = f"/screening/matches/{ref}/go-on"
    assert "in words a review can follow" in registry.page(at).said
    registry.refused(at, {"reason": " "})
    registry.sent(at, {"reason": "Known for years"})
    assert "Known for years" in registry.page(f"/screening/matches/{ref}").said
    told = recruiter.page(f"/screening/look-ups/{ref}").said
    assert "nobody listed is the same" in told
    assert "Known for years" not in told


def test_one_recruiter_cannot_read_anothers_look_up(site, recruiter):
    answer = recruiter.sent("/screening", ELENA)
    site.people["other"] = site.house.person("recruiter", entity=site.entity, username="other")
    assert site.as_("other").get(answer).status_code == 404


@pytest.mark.parametrize("name", ["officer", "decider", "investigator", "administrator"])
def test_to_everybody_else_these_pages_do_not_exist(site, registry, name):
    entry = published(site, registry)
    other = site.as_(name)
    paths = ("/screening", "/screening/register", entry, "/screening/matches")
    assert {other.get(path).status_code for path in paths} == {404}


def test_a_recruiter_sees_no_register(site, registry, recruiter):
    entry = published(site, registry)
    paths = ("/screening/register", entry, "/screening/matches", "/screening/register/new")
    assert {recruiter.get(path).status_code for path in paths} == {404}


def test_whoever_keeps_the_register_without_looking_up_is_led_there(site, registry):
    assert site.as_("senior").sent_to("/screening") == "/screening/register"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 301),
        ("vacancy", ""),
        ("vacancy", "v" * 81),
        ("purpose", ""),
        ("purpose", "curiosity"),
        ("agreed", None),
        ("nationality", "X9"),
        ("gender", "9" * 40),
        ("id_number", "9" * 101),
        ("other_names", "x" * 601),
        ("date_of_birth", "1" * 41),
        ("date_of_birth", "tomorrow"),
        ("date_of_birth", "4.7.84"),
        ("date_of_birth", "1984-02-31"),
        ("date_of_birth", "2090-01-01"),
    ],
)
def test_a_look_up_that_lacks_something_says_what_and_asks_nothing(site, recruiter, name, value):
    sent = {k: v for k, v in {**ELENA, name: value}.items() if v is not None}
    page = recruiter.refused("/screening", sent)
    if name != "name":
        assert 'value="Elena Duarte"' in page.text
    assert count(site, Inquiry) == 0


@pytest.mark.parametrize("field", ["name", "other_names", "date_of_birth", "id_number", "vacancy"])
def test_characters_that_cannot_be_kept_are_refused_at_their_field(site, recruiter, field):
    for typed in UNKEPT:
        recruiter.refused("/screening", {**ELENA, field: typed})
    assert count(site, Inquiry) == 0
    broken = recruiter.post("/screening", {**ELENA, field: b"lone \xed\xa0\x80"})
    assert broken.status_code < 500


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "😀"},
        {"name": "\0"},
        {"name": "Unknown Officer"},
        {"aliases": "N/A"},
        {"aliases": "Elena D.; Unknown Officer"},
        {"id_number": "pending"},
        {"id_number": "AB12, see file"},
        {"ground": ""},
        {"ground": "N/A"},
        {"ground": "g" * 10_000_000},
        {"date_of_birth": "31.02.1984"},
        {"date_of_birth": "2090-01-01"},
        {"nationality": "QQ"},
        {"entity": "x"},
        {"category": "sorcery"},
        {"category": ""},
        {"category": "traffic_violation"},
        {"standard": ""},
        {"standard": "reasonable_grounds"},
        {"measure": ""},
        {"measure": "written_censure"},
        {"personnel_category": ""},
        {"personnel_category": "unknown"},
    ],
)
def test_a_proposal_that_lacks_something_makes_no_entry(site, registry, wrong):
    right = {
        "name": "Elena Duarte",
        "entity": str(site.entity),
        **DECIDED,
        "ground": "Decision 7",
    }
    page = registry.refused("/screening/register/new", {**right, **wrong})
    (field,) = wrong
    at_fault = {each.get("name") for each in page.fields if each.get("aria-invalid") == "true"}
    assert at_fault == {field}
    assert count(site, RegisterEntry) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"on-day": "", "on-month": "", "on-year": ""},
        {"on-year": "2090"},
        {"words": ""},
        {"words": "\0"},
        {"words": "w" * 10_000_000},
        {"on-day": "9" * 30},
    ],
)
def test_a_notice_needs_its_day_and_words(site, registry, wrong):
    entry = proposed(site, registry)
    registry.refused(f"{entry}/notice", {**NOTICE, **wrong})
    assert "not yet" in registry.page(entry).said


@pytest.mark.parametrize(
    "path",
    [
        "/screening/register/RE-99999999999999999999",
        "/screening/register/%00",
        "/screening/register/" + "R" * 5000,
        "/screening/look-ups/SR-1",
        "/screening/matches/SR-1",
        "/screening/matches/SR-1/99999999999999999999999999",
    ],
)
def test_addresses_that_lead_nowhere_say_so(site, registry, path):
    assert registry.get(path).status_code in {404, 414}


@pytest.mark.parametrize("path", ["/screening/register", "/screening/matches"])
@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 400, "²", "2026-11-30~", "~"])
def test_a_page_that_is_none_is_refused_with_a_sentence(site, registry, path, key):
    refused = registry.get(f"{path}?after={key}&stage=nowhere")
    assert refused.status_code == 409
    assert "This page of the list is not known." in refused.text
    assert "To the beginning of the list" in re.sub(r"<[^>]+>", "", refused.text)
    assert f'href="{path}?stage=nowhere"' in refused.text


def pages(client: Client, path: str) -> list:
    """The pages of a list, from the first on."""
    shown = [client.page(path)]
    while on := re.search(r'href="([^"]+)" rel="next"', shown[-1].text):
        shown.append(client.page(unescape(on[1])))
    return shown


def test_the_register_ends_with_its_last_entry_however_many_there_are(site, registry, monkeypatch):
    monkeypatch.setattr(list_order, "ROWS", 2)
    refs = [proposed(site, registry, name=f"{name} Duarte") for name in ("Ana", "Eva", "Ida")]
    shown = pages(registry, "/screening/register?stage=proposed")
    entries = [entry.rpartition("/")[2] for entry in refs]
    there = [[ref for ref in entries if ref in page.said] for page in shown]
    assert there == [entries[1:], entries[:1]]
    assert "stage=proposed" in re.search(r'href="([^"]+)" rel="prev"', shown[1].text)[1]


def test_possible_matches_end_with_the_last_that_waits(site, registry, recruiter, monkeypatch):
    monkeypatch.setattr(list_order, "ROWS", 2)
    published(site, registry)
    for number in range(3):
        recruiter.sent("/screening", {**ELENA, "vacancy": f"JO-{number}"})
    shown = pages(registry, "/screening/matches")
    there = [re.findall(r"JO-\d", page.said) for page in shown]
    assert there == [["JO-0", "JO-1"], ["JO-2"]]


def test_thresholds_are_tried_proposed_and_confirmed_by_somebody_else(site, registry):
    page = registry.page("/screening/thresholds")
    assert "No pair has been judged yet" in page.said
    typed = {"refer_from": "0.3", "strong_from": "0.95", "reason": "Too many in vain"}
    tried = registry.post("/screening/thresholds/propose", {**typed, "only_try": "y"})
    shown = looked_at(tried, "/screening/thresholds/propose")
    assert 'value="0.3"' in shown.text
    assert "is proposed" not in shown.said
    registry.sent("/screening/thresholds/propose", typed)
    page = registry.page("/screening/thresholds")
    assert "somebody else confirms it" in page.said
    assert registry.post("/screening/thresholds/1/confirm").status_code in {403, 404}
    second = site.as_("second")
    second.page("/screening/thresholds")
    second.sent("/screening/thresholds/1/confirm")
    page = second.page("/screening/thresholds")
    assert "referred from 0.3 on" in page.said
    moment = r"\d+ Nov 2026, \d\d:\d\d"
    assert re.search(f"Rosa Registry {moment} Sam Second {moment}", page.said), page.said
    assert last_act(site) in {"thresholds:confirmed", "inquiry:listed"}
