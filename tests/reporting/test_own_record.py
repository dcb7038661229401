"""Everybody sees what is recorded of their own use, and nothing of anybody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from caseflow import list_order
from caseflow.access.models import Classification
from caseflow.access.roles import shipped
from caseflow.audit.acts import Act
from caseflow.audit.models import Entry
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.manifests import declared
from caseflow.reporting import own_record
from caseflow.reporting.showing import looks

MINE = "/my-record"


def lines(page):
    """The acts of a page, as words."""
    return re.findall(r'<tr role="row"[^>]*>(?!.*<th scope="col").*?</tr>', page.text, re.DOTALL)


def test_everybody_finds_what_they_did_opened_and_exported(site):
    reference = site.log()
    officer = site.as_("officer")
    officer.page(f"/cases/{reference}")
    officer.sent(f"/cases/{reference}/notes/new", {"words": "Quietly does it"})
    page = officer.page(MINE)
    for words in ("Logged a case", "Read a case", "Wrote a note", reference):
        assert words in page.said
    assert "Quietly does it" not in page.text
    opened = officer.page(f"{MINE}?part=opened")
    assert "Read a case" in opened.said
    assert "Wrote a note" not in opened.said
    done = officer.page(f"{MINE}?part=done")
    assert "Wrote a note" in done.said
    assert "Read a case" not in done.said
    assert "The trail holds no such act" in officer.page(f"{MINE}?part=exported").said


@pytest.mark.parametrize("name", ["officer", "recruiter", "administrator", "auditor", "decider"])
def test_the_record_is_of_oneself_alone(site, name):
    """Others have worked: none of their acts is counted, named or shown."""
    reference = site.log()
    site.as_("officer").page(f"/cases/{reference}")
    site.as_("officer-2").page("/cases/all")
    someone = site.as_(name)
    page = someone.page(MINE)
    with site.house.factory() as session:
        own = session.scalar(
            sa.select(sa.func.count(Entry.seq)).where(
                Entry.actor_id == site.people[name].user_id, Entry.act != "record:read"
            )
        )
    assert len(lines(page)) <= own
    if name != "officer":
        assert reference not in page.text
        assert "Read a case" not in page.said


def test_the_frame_leads_to_it_from_every_page(site):
    for name in ("officer", "recruiter", "auditor"):
        assert f'href="{MINE}"' in site.as_(name).page("/me").text


def test_a_case_that_is_out_of_sight_now_is_no_longer_named(site):
    reference = site.log()
    other = site.as_("senior")
    other.page(f"/cases/{reference}")
    assert reference in other.page(MINE).text
    with site.house.system() as session:
        session.info["writes"] = True
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        with act(session, CaseAct.CHANGED, thing=case):
            case.classification = Classification.STRICTLY_CONFIDENTIAL
        session.commit()
    page = other.page(MINE)
    assert reference not in page.text
    assert "Read a case" in page.said


def test_it_never_tells_whether_a_case_that_was_asked_for_exists(site):
    """Asking to join, and opening by hand: what is there and what is not look the same."""
    there = site.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    nowhere = there[:-5] + ("11111" if not there.endswith("11111") else "22222")
    seen = {}
    for reference in (there, nowhere):
        someone = site.as_("officer-2")
        someone.page("/cases/join")
        someone.sent("/cases/join", {"reference": reference, "reason": "She asked me to look."})
        someone.get(f"/cases/{reference}")
        shown = someone.page(MINE)
        rows = [re.sub(r"<[^>]+>", " ", row) for row in lines(shown)]
        mine = [row for row in rows if re.search("let in|refused", row)]
        seen[reference] = [re.sub(r"\d{1,2}:\d\d|\s+", " ", row) for row in mine]
        assert there not in shown.text
    assert seen[nowhere][: len(seen[there])] == seen[there]
    assert len(seen[nowhere]) == 2 * len(seen[there])


def test_a_long_record_comes_a_page_at_a_time(site, monkeypatch):
    monkeypatch.setattr(list_order, "ROWS", 3)
    officer = site.as_("officer")
    for _each in range(5):
        officer.page("/cases/all")
    first = officer.page(MINE)
    assert len(lines(first)) == 3
    older = re.search(r'href="([^"]+)" rel="next"', first.text)[1]
    assert older.startswith(f"{MINE}?after=")
    second = officer.page(older)
    assert f'href="{MINE}" rel="prev"' in second.text
    for strange in ("0x", "-", "x", "9" * 40, "1~2"):
        refused = officer.get(f"{MINE}?after={strange}&part=nothing")
        assert refused.status_code == 409
        assert "This page of the list is not known." in refused.text


def test_looking_at_ones_own_record_is_recorded_too(site):
    officer = site.as_("officer")
    officer.page(MINE)
    assert "Read the record of one&#39;s own acts" in officer.page(MINE).text


def test_what_an_act_of_mine_set_off_elsewhere_is_not_mine_to_see(site):
    """A change of a name ends bars in cases that an administrator never sees."""
    reference = site.log()
    administrator = site.people["administrator"]
    with site.house.system() as session:
        session.info["writes"] = True
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        facts = {"users": [], "proposed": True}
        with act(session, CaseAct.ACCESS_GIVEN, thing=case, facts=facts, by=administrator.user_id):
            case.stage_since = case.stage_since + timedelta(0)
        session.commit()
    page = site.as_("administrator").page(MINE)
    assert "Let somebody in" not in page.said
    assert reference not in page.text


@pytest.mark.parametrize("name", ["officer", "recruiter", "auditor"])
def test_what_somebody_searched_and_typed_without_sending_stands_there_too(site, name):
    someone = site.as_(name)
    someone.get("/search")
    someone.page(someone.sent("/search", {"q": "Nadezhda"}))
    page = someone.page(f"{MINE}?part=opened")
    assert "Searched" in page.said
    assert "what the search box showed" in page.said
    assert "Nadezhda" not in page.text
    assert "no one thing" not in page.said


def test_every_role_has_acts_on_drafts_in_its_record():
    for role in shipped():
        assert (
            own_record._done(SimpleNamespace(may=shipped()[role].may.__contains__))
            >= own_record.DRAFTS
        )


NOT_ON_A_PAGE = {
    "database:upgraded",
    "demonstration:made",
    "integrity:failed",
    "job:run",
    "keys:rotated",
    "moves:recounted",
    "names:reread",
    "notice:sent",
    "restore:accepted",
    "state:adopted",
    "state:adopting",
    "system:worked",
    "trail:copied",
    "trail:marked",
    "trail:verified",
    "words:sealed",
}
"""What is done at the machine, by the system, or in the course of something else."""


def test_every_act_of_a_person_has_its_place_in_the_record():
    """A new kind of act is of a family, always listed, or named here as nobody's on a page."""
    families = tuple(name for names, _needs in own_record.FAMILIES for name in names)
    left = {
        each.value
        for each in declared(Act)
        if each not in own_record.ALWAYS | looks() and not each.value.startswith(families)
    }
    assert left == NOT_ON_A_PAGE
