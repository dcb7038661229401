"""Acts about no one matter lie in the frame of whoever audits the entity they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from caseflow.access.actor import Actor
from caseflow.access.models import Membership
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit import chaining
from caseflow.audit.acts import Act
from caseflow.audit.models import Entry
from caseflow.audit.record import act, record
from caseflow.cases.acts import CaseAct
from caseflow.cases.permissions import CasePermission
from caseflow.drafts.services import open_draft
from caseflow.manifests import declared
from caseflow.victims.models import Urgency
from caseflow.victims.services.files import open_file
from tests.documents.test_auditors_frame import auditor, beyond, looked_up, rows_of, shut_out
from tests.drafts.typing import begun
from tests.support.house import NOW
from tests.support.site import Site
from tests.support.statements import count_statements

LIST = "?act=case:listed"
FILES = "?act=victim-file:listed"


def add_role(site: Site, name: str, role: str, entity: UUID | None) -> Actor:
    """Give somebody one more role; who they are from now on."""
    user_id = site.people[name].user_id
    with site.house.system() as session:
        with act(session, AccountAct.PERSON_CHANGED, root_id=None):
            key = session.get_one(User, user_id).data_key_id
            held = {"role": role, "entity_id": entity, "valid_from": date(2026, 1, 1)}
            session.add(Membership(user_id=user_id, data_key_id=key, **held))
        session.commit()
    site.people[name] = site.house.actor(user_id)
    return site.people[name]


def victim_file(site: Site, helper: Actor, entity: UUID) -> str:
    with site.house.session(helper) as session:
        file = open_file(session, entity_id=entity, urgency=Urgency.STEADY, actor=helper, now=NOW)
        session.commit()
        return file.code


def entries(site: Site) -> list[sa.Row]:
    with site.house.engine.connect().execution_options(past_wall=True) as connection:
        return list(connection.execute(sa.select(Entry.__table__).order_by(Entry.seq)))


def seen_by(site: Site, reader: str) -> set[int]:
    """The numbers of all entries that somebody finds on the pages of the trail."""
    found: set[int] = set()
    query = ""
    for _page in range(40):
        text = site.as_(reader).page(f"/audit{query}").text
        numbers = re.findall(r"<bdi>([\d,]+)</bdi> <code", text)
        found |= {int(number.replace(",", "")) for number in numbers}
        older = re.search(r'href="/audit\?before=(\d+)', text)
        if older is None:
            return found
        query = f"?before={older[1]}"
    raise AssertionError("the trail has no end")


def record_every_act(site: Site, actor: Actor) -> dict[int, str]:
    """One entry of each act that the trail knows, about nothing; their acts by number."""
    last = entries(site)[-1].seq
    with site.house.session(actor) as session:
        for each in declared(Act):
            record(session, each)
        session.commit()
    return {row.seq: row.act for row in entries(site) if row.seq > last}


def test_every_act_of_somebody_with_a_role_there_is_seen_by_its_auditor(site: Site) -> None:
    """Each act that the trail knows: one that is new is among them without being named here."""
    done = record_every_act(site, site.people["officer"])
    assert set(done.values()) == {each.value for each in declared(Act)}
    found = seen_by(site, "auditor")
    assert [done[seq] for seq in sorted(done.keys() - found)] == []
    assert done.keys() & seen_by(site, auditor(site, site.house.entity("EAST"))) == set()


def test_what_landed_without_an_entity_is_seen_by_the_roles_of_that_day(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(chaining, "fill_entities", lambda session, acts: None)
        landed = record_every_act(site, site.people["officer"])
    found = seen_by(site, "auditor")
    assert [landed[seq] for seq in sorted(landed.keys() - found)] == []
    assert landed.keys() & seen_by(site, auditor(site, site.house.entity("EAST"))) == set()
    assert {row.entity_id for row in entries(site) if row.seq in landed} == {None}


def pages_of(site: Site) -> Iterator[str]:
    """Every page that takes no name of a thing in its address."""
    rules: Iterator[Rule] = site.app.url_map.iter_rules()
    for rule in rules:
        if "GET" in (rule.methods or ()) and not rule.arguments and "sign-out" not in rule.rule:
            yield rule.rule


def test_a_walk_over_every_page_leaves_nothing_that_is_in_nobodys_frame(site: Site) -> None:
    site.people["helper"] = site.house.person("victim-officer", entity=site.entity)
    site.people["registry"] = site.house.person("registry-officer", entity=site.entity)
    site.log()
    looked_up(site, site.people["recruiter"])
    victim_file(site, site.people["helper"], site.entity)
    officer = site.people["officer"]
    with site.house.session(officer) as session:
        draft = begun(session, {"title": ["Half of it"]}, actor=officer)
        session.commit()
        open_draft(draft, actor=officer, now=NOW, right=CasePermission.CREATE)
        session.commit()
    here = [n for n in site.people if n not in {"officer-2", "investigator", "idle-auditor"}]
    for name in here:
        client = site.as_(name)
        for path in pages_of(site):
            client.get(path)
    people = {site.people[name].user_id for name in here}
    walked = [row for row in entries(site) if row.actor_id in people]
    assert {"case:listed", "victim-file:listed", "draft:read", "inquiry:listed"} <= {
        row.act for row in walked
    }
    found = seen_by(site, "auditor")
    assert [(row.act, row.seq) for row in walked if row.seq not in found] == []
    assert {row.act for row in walked if row.entity_id != site.entity} == set()


def test_a_look_at_a_list_says_who_when_what_and_how_many(site: Site) -> None:
    first, second = site.log(), site.log()
    site.as_("officer").page("/cases/all")
    row = rows_of(site, LIST)[0]
    for word in ("Ines Okafor", "Looked at a list of cases", "2 things on the list", "NORTH"):
        assert word in row
    assert first not in row
    assert second not in row
    shut_out(site, first, "auditor")
    assert "1 thing on the list" in rows_of(site, LIST)[0]


def test_a_list_of_victims_files_has_codes_where_the_engagement_names_them(site: Site) -> None:
    north, east = site.entity, site.house.entity("EAST")
    helper = site.house.person("victim-officer", entity=north, username="helper")
    site.people["helper"] = helper
    here = victim_file(site, helper, north)
    helper = add_role(site, "helper", "victim-officer", east)
    there = victim_file(site, helper, east)
    site.as_("helper").page("/victims")
    readers = ("auditor", auditor(site, north, victim_codes=True), auditor(site, east))
    plain, named, beside = [rows_of(site, FILES, reader) for reader in readers]
    assert [len(rows) for rows in (plain, named, beside)] == [1, 1, 1]
    assert "2 things on the list" in plain[0]
    assert here in named[0]
    for rows in (plain, named, beside):
        assert there not in rows[0]
    assert here not in plain[0] + beside[0]


def test_a_list_belongs_to_the_role_by_which_it_was_opened(site: Site) -> None:
    """Somebody assists victims here and handles cases there: each list has its own auditor."""
    east = site.house.entity("EAST")
    helper = site.house.person("victim-officer", entity=site.entity, username="helper")
    site.people["helper"] = helper
    add_role(site, "helper", "conduct-officer", east)
    site.as_("helper").page("/victims")
    site.as_("helper").page("/cases/all")
    there = auditor(site, east)
    assert rows_of(site, FILES)
    assert not rows_of(site, FILES, there)
    assert rows_of(site, LIST, there)
    assert not rows_of(site, LIST)


def test_what_nobodys_entity_holds_is_seen_over_a_top_and_counted_to_others(site: Site) -> None:
    far = site.house.person("conduct-officer", username="far", name="Far Officer")
    site.people["far"] = far
    beneath = auditor(site, site.house.entity("NORTHLOW", parent=site.entity))
    assert beyond(site, beneath) == 0
    with site.house.session(far) as session:
        record(session, CaseAct.LISTED)
        session.commit()
    assert [row for row in rows_of(site, LIST) if "Far Officer" in row]
    assert not rows_of(site, LIST, beneath)
    assert beyond(site, beneath) == beyond(site, beneath, "/audit/cases") == 1
    assert beyond(site, "auditor") == 0


def test_a_sign_in_belongs_to_whoever_signed_in(site: Site) -> None:
    site.as_("officer")
    site.as_("officer-2")
    rows = rows_of(site, "?act=sign-in:done")
    assert [row for row in rows if "Ines Okafor" in row]
    assert not [row for row in rows if "Jon Berg" in row]


def test_the_page_asks_no_more_than_before(site: Site) -> None:
    site.log()
    site.as_("officer").page("/cases/all")
    client = site.as_("auditor")
    client.page("/audit")
    with count_statements(site.engine) as ran:
        client.page("/audit")
    assert len([text for text in ran if text.lstrip().startswith(("SELECT", "WITH"))]) <= 22
