"""People hear what concerns them, in words that tell nothing; a mail tells even less."""

from __future__ import annotations

import email
import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow import list_order
from caseflow.access.models import Classification, Exclusion
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseBar
from caseflow.cases.models import Case
from caseflow.crypto.columns import conceal
from caseflow.jobs.purposes import JobPurpose
from caseflow.machinery import mail
from caseflow.notices.mailing import Post
from caseflow.notices.models import Notice
from caseflow.screening.matching.people import Person
from caseflow.screening.services.decided_elsewhere import DecidedElsewhere
from caseflow.screening.services.entries import notice_to_subject, propose
from tests.support.house import NOW
from tests.support.site import Site

TITLE, NAME = "Falsified fuel receipts", "Tomas Elberg"


def told(site: Site, name: str) -> str:
    return site.as_(name).page("/notices").said


def sent(site: Site) -> list[Notice]:
    with site.house.system(JobPurpose.JOBS) as session:
        return list(session.scalars(sa.select(Notice).order_by(Notice.made_at)))


def user(site: Site, name: str) -> str:
    return str(site.people[name].user_id)


def test_whoever_is_handed_a_case_is_told_and_led_to_it(site: Site) -> None:
    reference = site.log()
    form = {"to": user(site, "senior"), "reason": f"About {NAME}"}
    site.as_("officer").sent(f"/cases/{reference}/hand-over", form)
    page = site.as_("senior").page("/notices")
    assert f"Ines Okafor handed {reference} over to you." in page.said
    assert f"/cases/{reference}" in page.links
    assert reference not in told(site, "officer")
    assert "1" in site.as_("senior").get("/cases").text


def test_whoever_gets_a_case_that_another_logged_is_told(site: Site) -> None:
    reference = site.log(owner_id=site.people["senior"].user_id)
    assert f"{reference} is yours now." in told(site, "senior")
    own = site.log()
    assert own not in told(site, "officer")


def test_an_investigator_is_told_when_let_in_and_the_owner_when_they_are_done(site: Site) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/move/assess")
    let_in = {"user": user(site, "investigator"), "capacity": "investigator"}
    officer.sent(f"{at}/access/let-in", let_in)
    assert f"Ines Okafor let you into {reference}." in told(site, "investigator")
    assert "moved" not in told(site, "officer")
    site.as_("senior").sent(f"{at}/move/open-investigation")
    assert f"Amara Diallo moved {reference} on." in told(site, "officer")


def test_an_owner_who_is_kept_out_is_not_told_that_the_case_moved(site: Site) -> None:
    """No verb keeps an owner out; a name that comes to light, or an older row, can."""
    seen, hidden = site.log(), site.log()
    with site.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == hidden)).one()
        with act(session, CaseAct.ACCESS_BARRED, thing=case):
            session.add(
                Exclusion(
                    root_id=case.id,
                    user_id=site.people["officer"].user_id,
                    bar=CaseBar.SUBJECT,
                    given_at=NOW,
                    valid_from=NOW.date(),
                )
            )
        session.commit()
    for reference in (seen, hidden):
        site.as_("senior").sent(f"/cases/{reference}/move/assess")
    said = told(site, "officer")
    assert f"Amara Diallo moved {seen} on." in said
    assert hidden not in said
    assert not [n for n in sent(site) if n.parameters.get("reference") == hidden]


def test_whoever_is_set_a_task_is_told_and_only_somebody_who_sees_the_case_can_be(
    site: Site,
) -> None:
    reference = site.log()
    officer, form = site.as_("officer"), f"/cases/{reference}/tasks/new"
    task = {"words": f"Ask {NAME} about the ledger"}
    said = officer.refused(form, {**task, "assignee": user(site, "officer-2")}).said
    assert "Choose one of the answers that are offered" in said
    officer.sent(form, {**task, "assignee": user(site, "senior")})
    assert f"Ines Okafor set you a task in {reference}." in told(site, "senior")
    assert reference not in told(site, "officer-2")


def test_the_owner_is_told_who_asks_to_be_let_in(site: Site) -> None:
    reference = site.log()
    form = {"reference": reference, "reason": f"I know {NAME}"}
    site.as_("officer-2").sent("/cases/join", form)
    assert f"Jon Berg asks to be let into {reference}." in told(site, "officer")
    assert NAME not in told(site, "officer")


def test_the_register_asks_for_notice_and_then_for_a_second_officer(site: Site) -> None:
    keepers = {
        name: site.house.person("registry-officer", username=name, name=name)
        for name in ("keeper", "second")
    }
    site.people.update(keepers)
    keeper = keepers["keeper"]
    with site.house.session(keeper) as session:
        who = Person((NAME,), (), (), None, ())
        decision = DecidedElsewhere(
            ground="A decision",
            conduct="forgery",
            standard="clear_and_convincing",
            measure="dismissal",
            personnel_category="staff_international",
        )
        entry = propose(session, who, decision, entity_id=site.entity, actor=keeper, now=NOW)
        session.commit()
        assert "its subject has to be told" in told(site, "second")
        assert "its subject has to be told" not in told(site, "keeper")
        words = {"on": date(2026, 11, 20), "words": "By letter"}
        notice_to_subject(entry, **words, actor=keeper, now=NOW)
        session.commit()
    assert "waits for a second officer" in told(site, "second")
    assert "waits for a second officer" in told(site, "senior")
    assert "waits for a second officer" not in told(site, "keeper")
    assert NAME not in told(site, "second")


@pytest.fixture
def senior_by_mail(site: Site) -> Site:
    """The senior officer has a mail address."""
    with site.house.system() as session:
        row = session.get_one(User, site.people["senior"].user_id)
        with act(session, AccountAct.PERSON_CHANGED, thing=row):
            row.email = conceal("senior@example.org")
        session.commit()
    return site


def mailed(site: Site, tmp_path) -> list[email.message.Message]:
    with site.house.system(JobPurpose.JOBS) as session:
        mail(session, Post("caseflow@localhost", tmp_path / "mail"))
        session.commit()
    return [email.message_from_bytes(f.read_bytes()) for f in (tmp_path / "mail").glob("*.eml")]


def test_a_mail_says_that_there_is_something_and_no_more(senior_by_mail: Site, tmp_path) -> None:
    site = senior_by_mail
    reference = site.log()
    form = {"to": user(site, "senior"), "reason": f"About {NAME}"}
    site.as_("officer").sent(f"/cases/{reference}/hand-over", form)
    (message,) = mailed(site, tmp_path)
    assert message["To"] == "senior@example.org"
    whole = message.as_string()
    for secret in (reference, reference.split("-")[-1], TITLE, NAME, "Ines", "Okafor", "NORTH"):
        assert secret not in whole
    assert len(mailed(site, tmp_path)) == 1


def test_nothing_of_what_a_case_says_stands_in_a_notice(site: Site) -> None:
    reference = site.log(owner_id=site.people["senior"].user_id)
    senior, at = site.as_("senior"), f"/cases/{reference}"
    senior.sent(f"{at}/tasks/new", {"words": f"Ask {NAME}", "assignee": user(site, "officer")})
    senior.sent(f"{at}/hand-over", {"to": user(site, "officer"), "reason": f"About {NAME}"})
    rows = sent(site)
    assert len(rows) == 3
    for row in rows:
        assert set(row.parameters) <= {"name", "reference"}
        assert not {TITLE, NAME} & {str(value) for value in row.parameters.values()}


def test_whoever_hands_over_and_loses_sight_of_the_case_still_tells_the_new_owner(
    site: Site,
) -> None:
    """A strictly confidential case is gone for its old owner the moment it has a new one."""
    reference = site.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    form = {"to": user(site, "senior"), "reason": "Leave"}
    site.as_("officer").sent(f"/cases/{reference}/hand-over", form)
    assert site.as_("officer").get(f"/cases/{reference}").status_code == 404
    assert f"Ines Okafor handed {reference} over to you." in told(site, "senior")


def barred(site: Site, reference: str, name: str) -> None:
    """Keep somebody out of a case, also whoever owns it: a name that comes to light can."""
    with site.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        with act(session, CaseAct.ACCESS_BARRED, thing=case):
            session.add(
                Exclusion(
                    root_id=case.id,
                    user_id=site.people[name].user_id,
                    bar=CaseBar.SUBJECT,
                    given_at=NOW,
                    valid_from=NOW.date(),
                )
            )
        session.commit()


def bell(site: Site, name: str) -> int:
    """The number on the bell, as the frame of a page says it."""
    found = re.search(r"Notifications: (\d+) unread", site.as_(name).page("/me").text)
    return int(found[1]) if found else 0


def test_a_case_that_bars_somebody_since_leaves_their_notices_their_bell_and_their_mail(
    senior_by_mail: Site, tmp_path: Path
) -> None:
    site = senior_by_mail
    kept, hidden = (site.log(owner_id=site.people["senior"].user_id) for _n in range(2))
    assert bell(site, "senior") == 2
    barred(site, hidden, "senior")
    assert bell(site, "senior") == 1
    assert kept in told(site, "senior")
    assert hidden not in told(site, "senior")
    with site.house.system(JobPurpose.JOBS) as session:
        mail(session, Post("caseflow@localhost", tmp_path / "mail"))
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
    assert {n.parameters["reference"]: n.mailed_at is None for n in sent(site)} == {
        kept: False,
        hidden: True,
    }


def counts(site: Site, name: str) -> list[str]:
    """The numbers at the saved views."""
    return re.findall(r'<span class="n[^"]*">(\d+)<', site.as_(name).page("/cases/all").text)


def test_a_case_that_bars_somebody_leaves_every_list_and_every_number_of_theirs(site: Site) -> None:
    kept, hidden = (site.log(owner_id=site.people["senior"].user_id) for _n in range(2))
    task = {"words": "Ask about the ledger", "assignee": user(site, "senior")}
    for reference in (kept, hidden):
        site.as_("officer").sent(f"/cases/{reference}/tasks/new", task)
    assert "2" in counts(site, "senior")
    barred(site, hidden, "senior")
    for rule in site.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and "sign-out" not in rule.rule:
            assert hidden not in site.as_("senior").get(rule.rule).text, rule.rule
    assert "1" in counts(site, "senior")
    assert "2" not in counts(site, "senior")


def test_older_notices_stand_on_further_pages_and_all_are_read_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_order, "ROWS", 2)
    given = [site.log(owner_id=site.people["senior"].user_id) for _each in range(3)]
    senior = site.as_("senior")
    first = senior.page("/notices")
    assert [ref for ref in given if ref in first.said] == given[1:]
    older = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert older
    second = senior.page(older[1])
    assert [ref for ref in given if ref in second.said] == given[:1]
    assert "First page" in second.said
    senior.sent("/notices/read")
    with site.house.system(JobPurpose.JOBS) as session:
        unread = sa.select(Notice).where(Notice.read_at.is_(None))
        assert session.scalars(unread).all() == []
    assert senior.get("/notices?after=nowhere").status_code == 409
