"""Within an engagement an auditor sees every act with its reference, and how much lies beyond."""

from __future__ import annotations

import json
import re
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.services.access import keep_out, let_in
from caseflow.cases.services.transferring import transfer
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.people import Candidate
from caseflow.screening.models import Inquiry, JudgementVerdict, PossibleMatch, Purpose
from caseflow.screening.queries.referrals import referral
from caseflow.screening.services.judging import judge
from caseflow.screening.services.looking_up import look_up
from caseflow.screening.services.thresholds import propose_thresholds
from caseflow.victims.models import Urgency
from caseflow.victims.services.files import open_file
from tests.documents.asking import reader_of
from tests.support.house import NOW
from tests.support.site import Site
from tests.support.statements import count_statements

STRICT = Classification.STRICTLY_CONFIDENTIAL
CANDIDATE = "Elena Duarte"
VACANCY = "JO-2026-1188"


def rows_of(site: Site, query: str = "", reader: str = "auditor") -> list[str]:
    """The lines of the trail, as text."""
    page = site.as_(reader).page(f"/audit{query}").text
    rows = re.findall(r'<tr role="row"[^>]*>(?:(?!</tr>).)*</tr>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows[1:]]


def auditor(site: Site, entity: UUID, **deeper: bool) -> str:
    """Somebody engaged for one entity and all beneath it, perhaps with a right that goes deeper."""
    name = f"auditor-{len(site.people)}"
    person = site.house.person
    site.people[name] = person("auditor", username=name, engagements=(entity,), deeper=deeper)
    return name


def beyond(site: Site, reader: str, page: str = "/audit") -> int:
    """The number of what the engagement gives no right to, as the page says it."""
    said = site.as_(reader).page(page).said
    found = re.search(
        r"(\d+) matters? in scope need a right that no engagement of yours gives", said
    )
    return int(found[1]) if found else 0


def looked_up(site: Site, actor, **facts) -> str:
    with site.house.session(actor) as session:
        given = {"purpose": Purpose.RECRUITMENT, "vacancy": VACANCY, **facts}
        candidate = Candidate(CANDIDATE, date_of_birth="1984-07-04", nationality="PT")
        made = look_up(session, candidate, **given, actor=actor, now=NOW)
        session.commit()
        return made.ref


def shut_out(site: Site, reference: str, name: str) -> None:
    officer = site.people["officer"]
    with site.house.session(officer) as session:
        case = queries.case(session, reference, actor=officer)
        who = site.people[name].user_id
        keep_out(case, user_id=who, reason="Cousins", actor=officer, now=NOW)
        session.commit()


# --- strictly confidential cases


def test_every_act_of_a_strictly_confidential_case_is_seen_with_its_reference(site: Site) -> None:
    reference = site.log(classification=STRICT)
    site.as_("officer").page(f"/cases/{reference}")
    rows = [row for row in rows_of(site) if reference in row]
    assert any("Logged a case" in row for row in rows)
    assert any("Read a case" in row for row in rows)
    assert rows_of(site, f"?reference={reference}")
    text = site.as_("auditor").page("/audit").text
    assert "Falsified fuel receipts" not in text
    assert "Tomas Elberg" not in text


def test_its_summary_is_a_right_of_its_own_on_the_engagement(site: Site) -> None:
    reference = site.log(classification=STRICT)
    deeper = auditor(site, site.entity, strict_summaries=True)
    elsewhere = auditor(site, site.house.entity("EAST"), strict_summaries=True)
    for name in ("auditor", elsewhere):
        for page in ("summary", "summary.pdf"):
            assert site.as_(name).get(f"/cases/{reference}/{page}").status_code == 404
    assert site.as_(deeper).get(f"/cases/{reference}/summary").status_code == 200
    assert reader_of(site, deeper).pdf(reference).startswith(b"%PDF-")
    assert site.as_(deeper).get(f"/cases/{reference}").status_code == 404
    assert "Tomas Elberg" not in site.as_(deeper).page(f"/cases/{reference}/summary").text


def test_the_list_of_cases_in_scope_has_it_and_says_what_it_takes(site: Site) -> None:
    reference = site.log(classification=STRICT)
    deeper = auditor(site, site.entity, strict_summaries=True)
    page = site.as_("auditor").page("/audit/cases")
    assert reference in page.said
    assert "summary not included" in page.said
    assert f"/cases/{reference}/summary" not in page.links
    assert f"/cases/{reference}/summary" in site.as_(deeper).page("/audit/cases").links


def test_one_number_says_how_much_the_engagement_gives_no_right_to(site: Site) -> None:
    site.log()
    assert beyond(site, "auditor") == 0
    site.log(classification=STRICT)
    site.log(classification=STRICT)
    helper = site.house.person("victim-officer", entity=site.entity)
    with site.house.session(helper) as session:
        open_file(session, entity_id=site.entity, urgency=Urgency.STEADY, actor=helper, now=NOW)
        session.commit()
    assert beyond(site, "auditor") == beyond(site, "auditor", "/audit/cases") == 3
    assert beyond(site, auditor(site, site.entity, strict_summaries=True)) == 1
    assert beyond(site, auditor(site, site.entity, victim_codes=True)) == 2
    assert beyond(site, auditor(site, site.house.entity("EAST"))) == 0


def test_a_case_that_bars_this_auditor_is_neither_shown_nor_counted_to_them(site: Site) -> None:
    kept, other = site.log(classification=STRICT), site.log(classification=STRICT)
    second = auditor(site, site.entity)
    shut_out(site, kept, "auditor")
    assert not [row for row in rows_of(site) if kept in row]
    assert not rows_of(site, f"?reference={kept}")
    assert [row for row in rows_of(site, reader=second) if kept in row]
    assert kept not in site.as_("auditor").page("/audit/cases").said
    assert beyond(site, "auditor") == 1
    assert beyond(site, second) == 2
    assert [row for row in rows_of(site) if other in row]
    about_nobody = [row for row in rows_of(site) if "Kept somebody out" in row]
    assert about_nobody == []


def test_an_act_keeps_its_reference_when_its_case_has_gone_to_another_entity(site: Site) -> None:
    reference, east = site.log(), site.house.entity("EAST")
    officer = site.people["officer"]
    site.house.person("conduct-officer", entity=east)
    with site.house.session(officer) as session:
        case = queries.case(session, reference, actor=officer)
        transfer(case, to=east, reason="It happened there", actor=officer, now=NOW)
        session.commit()
    assert any("Logged a case" in row for row in rows_of(site, f"?reference={reference}"))
    there = rows_of(site, f"?reference={reference}", auditor(site, east))
    assert any("Transferred" in row for row in there)
    assert not any("Logged a case" in row for row in there)


# --- screening


def test_a_look_up_is_seen_where_the_role_is_held_by_which_it_was_made(site: Site) -> None:
    ref = looked_up(site, site.people["recruiter"])
    (row,) = [row for row in rows_of(site) if "Looked a candidate up" in row]
    for word in ("Noor Haddad", ref, "Recruitment", VACANCY, "Clear: nothing known", "NORTH"):
        assert word in row
    page = site.as_("auditor").page("/audit")
    for word in (CANDIDATE, "Duarte", "1984-07-04", "Jul 1984"):
        assert word not in page.text
    assert not re.search(r"\b1984\b", page.said)  # whole: a seal may hold the same four digits
    assert not rows_of(site, "?kind=looks", auditor(site, site.house.entity("EAST")))


def test_a_look_up_by_a_role_for_no_entity_is_seen_over_the_top_of_a_tree(site: Site) -> None:
    everywhere = site.house.person("recruiter", name="Far Recruiter")
    looked_up(site, everywhere)
    beneath = auditor(site, site.house.entity("NORTHLOW", parent=site.entity))
    assert any("Far Recruiter" in row for row in rows_of(site))
    assert not any("Far Recruiter" in row for row in rows_of(site, reader=beneath))


def test_a_look_up_that_landed_without_an_entity_is_placed_by_its_row(site: Site) -> None:
    """The entry of the trail names no entity and stays so; the row says it since the upgrade."""
    everywhere = site.house.person("recruiter", name="Old Recruiter")
    ref = looked_up(site, everywhere)
    low = site.house.entity("NORTHLOW", parent=site.entity)
    elsewhere, beneath = auditor(site, site.house.entity("EAST")), auditor(site, low)
    placed(site, Inquiry, ref, low)
    for reader, seen in ((beneath, True), ("auditor", True), (elsewhere, False)):
        rows = rows_of(site, "?act=inquiry:made", reader)
        assert bool([row for row in rows if "Old Recruiter" in row]) is seen
    (row,) = rows_of(site, "?act=inquiry:made", beneath)
    assert "NORTHLOW" in row


def placed(site: Site, model, ref: str, entity: UUID) -> None:
    """What the migration writes: the entity on the row and its root, and nothing on the trail."""
    table = model.__table__
    columns = (sa.column(name, table.c[name].type) for name in ("id", "entity_id"))
    root = sa.table("roots", *columns)
    options = {"past_wall": True, "recorded": True}
    with site.house.engine.connect().execution_options(**options) as connection:
        (row_id,) = connection.execute(sa.select(table.c.id).where(table.c.ref == ref)).one()
        for each in (table, root):
            change = sa.update(each).where(each.c.id == row_id).values(entity_id=entity)
            connection.execute(change)
        connection.commit()


def test_a_judgement_is_seen_with_its_verdict_where_the_judge_holds_the_role(site: Site) -> None:
    ref = looked_up(site, site.people["recruiter"])
    judge_ = site.house.person("registry-officer", entity=site.house.entity("EAST"), name="Judge")
    with site.house.system() as session:
        from caseflow.audit.record import act
        from caseflow.crypto.columns import conceal
        from caseflow.screening.matching.people import Person
        from caseflow.screening.services.entries import new_entry

        this = session.scalar(sa.select(Inquiry).where(Inquiry.ref == ref))
        entry = new_entry(session, Person(("Elena Duarte",)), dossier=None, now=NOW)
        with act(session, ScreeningAct.REGISTER_PROPOSED, thing=entry):
            session.add(entry)
        with act(session, ScreeningAct.INQUIRY_MADE, thing=this):
            match = PossibleMatch(
                root_id=this.id,
                data_key_id=this.data_key_id,
                rank=1,
                detail=conceal(json.dumps({"entry_id": str(entry.id)})),
            )
            this.answer = "refer"
            session.add(match)
        session.commit()
    with site.house.session(judge_) as session:
        this = referral(session, ref, actor=judge_)
        match = session.scalar(sa.select(PossibleMatch).where(PossibleMatch.root_id == this.id))
        verdict = JudgementVerdict.DIFFERENT
        judge(this, match, verdict=verdict, reason="Born elsewhere", actor=judge_, now=NOW)
        session.commit()
    east = auditor(site, judge_.held[0].place)
    (row,) = [row for row in rows_of(site, reader=east) if "Resolved" in row]
    assert "Judge" in row
    assert "Different people" in row
    assert "Born elsewhere" not in row


def test_a_change_of_thresholds_is_seen_where_it_was_proposed(site: Site) -> None:
    registry = site.house.person("registry-officer", entity=site.entity, name="Mira")
    with site.house.session(registry) as session:
        given = {"refer_from": 0.41, "strong_from": 0.83, "reason": "Too many"}
        propose_thresholds(session, **given, actor=registry, now=NOW)
        session.commit()
    (row,) = [row for row in rows_of(site) if "Proposed other thresholds" in row]
    for word in ("Mira", "0.410", "0.830"):
        assert word in row
    assert "Too many" not in row
    assert not rows_of(site, "?act=thresholds:proposed", auditor(site, site.house.entity("EAST")))


def test_a_page_of_the_trail_is_found_along_indexes_and_sorted_nowhere(site: Site) -> None:
    """Each part of it: one entity, or what names none. So it costs the same at any age."""
    site.log()
    with count_statements(site.engine) as ran:
        site.as_("auditor").page("/audit")
    (statement,) = [text for text in ran if "UNION ALL" in text and "FROM acts JOIN" in text]
    parts = re.findall(r"FROM acts\s+WHERE (.*?) ORDER BY acts.seq DESC", statement, re.DOTALL)
    assert len(parts) == 2
    for part in parts:
        by_entity = re.match(r"acts\.entity_id = ", part)
        nowhere = part.startswith("acts.entity_id IS NULL")
        assert by_entity or nowhere
    if site.engine.dialect.name == "sqlite":
        plain = re.sub(r"\?|:\w+", "NULL", statement)
        with site.house.engine.connect().execution_options(past_wall=True) as connection:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {plain}")]
        touched = [line for line in plan if re.search(r"\bacts\b", line)]
        assert not [line for line in touched if line.startswith("SCAN acts")]
        assert len([line for line in touched if "ix_acts_entity_seq (entity_id=?" in line]) == 2


def test_the_cases_in_scope_are_found_entity_by_entity_along_an_index(site: Site) -> None:
    site.log()
    with count_statements(site.engine) as ran:
        site.as_("auditor").page("/audit/cases")
    (statement,) = [text for text in ran if "AS bare" in text and "entities.name" in text]
    assert "bare.entity_id IN" not in statement
    if site.engine.dialect.name == "sqlite":
        plain = re.sub(r"\?|:\w+", "NULL", statement)
        with site.house.engine.connect().execution_options(past_wall=True) as connection:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {plain}")]
        touched = [line for line in plan if re.search(r"\bcases\b", line)]
        assert touched
        for line in touched:
            assert "ix_cases_entity_references (entity_id=?" in line, plan


# --- victims


def test_victims_files_appear_by_act_and_entity_and_by_code_where_that_is_named(site: Site) -> None:
    helper = site.house.person("victim-officer", entity=site.entity, name="Helper")
    with site.house.session(helper) as session:
        file = open_file(
            session, entity_id=site.entity, urgency=Urgency.STEADY, actor=helper, now=NOW
        )
        session.commit()
        code = file.code
    (row,) = [row for row in rows_of(site) if "Opened a victim file" in row]
    assert "NORTH" in row
    assert "Helper" in row
    assert code not in site.as_("auditor").page("/audit").text
    named = auditor(site, site.entity, victim_codes=True)
    assert any(code in row for row in rows_of(site, reader=named))
    assert site.as_(named).get(f"/victims/{code}").status_code == 404


# --- how it is given


def test_the_rights_that_go_deeper_are_given_with_the_engagement_and_shown(site: Site) -> None:
    administrator = site.as_("administrator")
    page = administrator.page("/people/auditor")
    assert "with summaries of strictly confidential cases" not in page.said
    assert "with codes of victims’ files" not in page.said
    auditor(site, site.entity, strict_summaries=True)
    name = auditor(site, site.entity, strict_summaries=True, victim_codes=True)
    page = administrator.page(f"/people/{name}")
    assert "with summaries of strictly confidential cases" in page.said
    assert "with codes of victims’ files" in page.said


def test_pages_follow_each_other_without_a_gap_or_a_repetition(site: Site) -> None:
    """Acts with an entity and acts placed by their rows are paged together."""
    reference = site.log(classification=STRICT)
    officer = site.people["officer"]
    looked_up(site, site.house.person("recruiter", name="Far Recruiter"))
    with site.house.session(officer) as session:
        case = queries.case(session, reference, actor=officer)
        user_id = site.people["investigator"].user_id
        for _n in range(60):
            given = {"user_id": user_id, "capacity": AccessCapacity.READER}
            grant = let_in(case, **given, actor=officer, now=NOW)
            with act(session, CaseAct.ACCESS_WITHDRAWN, thing=case):
                grant.valid_to = grant.valid_from
        session.commit()
    seen: list[str] = []
    query = ""
    for _page in range(20):
        page = site.as_("auditor").page(f"/audit{query}")
        seen += re.findall(r"<bdi>([\d,]+)</bdi> <code", page.text)
        older = re.search(r'href="/audit\?before=(\d+)', page.text)
        if older is None:
            break
        query = f"?before={older[1]}"
    numbers = [int(number.replace(",", "")) for number in seen]
    assert len(numbers) > 51
    assert numbers == sorted(set(numbers), reverse=True)


def test_what_goes_deeper_is_asked_for_read_by_the_second_person_and_given(site: Site) -> None:
    form = {
        "engagement-entity": str(site.entity),
        "engagement-purpose": "The yearly audit",
        "engagement-strict_summaries": "y",
    }
    second = site.house.person("administrator", username="second", name="Second Administrator")
    site.people["second"] = second
    asked = site.as_("administrator").sent("/people/idle-auditor/engagements", form)
    reference = site.log(classification=STRICT)
    summary = f"/cases/{reference}/summary"
    assert site.as_("idle-auditor").get(summary).status_code == 404
    said = site.as_("second").page(asked).said
    assert "It also opens summaries of strictly confidential cases" in said
    assert "codes of victims’ files" not in said
    site.as_("second").sent(f"{asked}/confirm")
    assert site.as_("idle-auditor").get(summary).status_code == 200
    said = site.as_("administrator").page("/people/idle-auditor").said
    assert "with summaries of strictly confidential cases" in said
    assert "with codes of victims’ files" not in said
