"""Desks and teams of an earlier release: nobody gains or loses sight while they are sealed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from caseflow.access.acting import acting, reading_session
from caseflow.access.actor import SYSTEM, Actor, load_actor
from caseflow.access.models import Classification, Membership, Root
from caseflow.access.roles import Reach, shipped
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit import open_word_sealing
from caseflow.audit.commands import public_key
from caseflow.audit.open_word_sealing import seal_landed
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.audit.rows import compare_rows
from caseflow.audit.state_adoption import adopt_state
from caseflow.audit.verifying import verify
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.queue import QueueFilters, queue
from caseflow.cases.models import Case
from caseflow.cases.names.colleagues import reaches as gets_there
from caseflow.cases.names.colleagues import read_surroundings
from caseflow.cases.records.entries import LogEntry
from caseflow.cases.services.namesakes import place_of
from caseflow.cases.services.receiving import log_case
from caseflow.crypto.opening import open_rows
from caseflow.reference.models import ListKind, ListValue
from tests.support.house import NOW, TODAY, House
from tests.support.trail import details

WORDS = ("Conduct desk", "conduct desk", "Conduct desk ", "Northern team \u0161")
"""Equal words meet; others do not, however alike they look."""
ROLES = {
    key: replace(role, reach=Reach.TEAM) if key == "conduct-officer" else role
    for key, role in shipped().items()
}
"""The roles that ship, with one that reaches by team, as an organisation may set it."""


@dataclass
class Ground:
    """People in teams and cases at desks, most of them in words as an earlier release had them."""

    house: House
    people: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)

    def person(self, name: str, words: str | None, *, team: UUID | None = None) -> None:
        """Somebody in a team in words, or in a chosen one."""
        given = {"entity": None, "name": name, "team": team}
        self.people[name] = self.house.person("conduct-officer", **given).user_id
        with self.house.system() as session:
            user = session.get_one(User, self.people[name])
            with act(session, AccountAct.PERSON_CHANGED, thing=user):
                held = sa.select(Membership).where(Membership.user_id == user.id)
                session.scalars(held).one().landed_team = words
            session.commit()

    def case(self, name: str, words: str | None, *, entity: UUID, **facts: UUID) -> None:
        """A case at a desk in words, or at a chosen one."""
        entry = LogEntry(
            entity_id=entity,
            title=name,
            received_on=TODAY,
            classification=Classification.CONFIDENTIAL,
            **facts,
        )
        with self.house.system() as session:
            case = log_case(session, entry, actor=SYSTEM, now=NOW)
            session.flush()
            with act(session, CaseAct.CHANGED, thing=case):
                case.landed_desk = words
            session.commit()
            self.cases[name] = case.id

    def actor(self, user_id: UUID) -> Actor:
        with self.house.factory() as session:
            name = session.get_one(User, user_id).full_name
            return load_actor(
                session, user_id=user_id, username="x", name=name, roles=ROLES, now=NOW
            )

    def sight(self) -> dict[str, set[str]]:
        """What each person sees: by the wall, in the list, and by whom it may concern."""
        names = {case_id: name for name, case_id in self.cases.items()}
        found = {}
        for name, user_id in self.people.items():
            actor = self.actor(user_id)
            with self.house.factory() as session, acting(session, actor):
                walled = {names[i] for i in session.scalars(sa.select(Root.id))}
            with self.house.session(actor) as session:
                listed = queue(session, QueueFilters(), actor=actor, now=NOW).rows
                assert {row.title for row in listed} == walled, name
            found[name] = walled
        return found

    def concerned(self) -> dict[str, set[str]]:
        """Whose name would keep them out of which case: the same rule, asked about others."""
        with self.house.system() as session:
            rows = {n: session.get_one(Case, i) for n, i in self.cases.items()}
            places = {n: place_of(row) for n, row in rows.items()}
            near = read_surroundings(session, list(places.values()), set(self.people), now=NOW)
        return {
            person.name: {n for n, place in places.items() if gets_there(person, place, near)}
            for person in near.people
        }

    def faults(self) -> list[str]:
        """What whoever verifies the trail would be told."""
        with reading_session(self.house.factory, TrailPurpose.TRAIL_VERIFICATION) as session:
            verdict = verify(session, public_key(session))
            compare_rows(session, verdict)
            return [str(fault) for fault in verdict.faults]


@pytest.fixture
def ground(house: House, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """Equal words in several entities, owners in a team, and chosen desks of the same names."""
    monkeypatch.setattr("caseflow.cases.names.colleagues.shipped", lambda: ROLES)
    made = Ground(house)
    with house.system(TrailPurpose.UPGRADE) as session:
        adopt_state(session)
    north, south = house.entity("NORTH"), house.entity("SOUTH")
    chosen = house.value(north, ListKind.DESK, WORDS[0])
    for number, words in enumerate((*WORDS, WORDS[0])):
        made.person(f"In words {number}", words)
    made.person("In no team", None)
    made.person("At the chosen desk", None, team=chosen)
    owner = made.people["In words 0"]
    for entity, where in ((north, "north"), (south, "south")):
        for number, words in enumerate(WORDS):
            made.case(f"{number} {where}", words, entity=entity)
    made.case("owned", None, entity=south, owner_id=owner)
    made.case("chosen", None, entity=north, desk_id=chosen)
    made.case("at the entity", None, entity=north)
    return made


FIRST = {"0 north", "0 south", "owned"}
SEEN = {
    "In words 0": FIRST,
    "In words 1": {"1 north", "1 south"},
    "In words 2": {"2 north", "2 south"},
    "In words 3": {"3 north", "3 south"},
    "In words 4": FIRST,
    "In no team": set(),
    "At the chosen desk": {"chosen"},
}


def test_nobody_gains_or_loses_sight_at_any_step_and_the_trail_holds(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_word_sealing, "BATCH", 1)
    monkeypatch.setattr(open_word_sealing, "PAUSE", 0)
    assert ground.sight() == ground.concerned() == SEEN
    assert ground.faults() == []
    looks = []

    def look(_session: object) -> None:
        looks.append(ground.sight() == SEEN)
        if len(looks) % 7 == 1:
            assert ground.concerned() == SEEN
            assert ground.faults() == []

    with ground.house.system(TrailPurpose.SEALING) as session:
        event.listen(session, "after_commit", look)
        report = seal_landed(session)
        event.remove(session, "after_commit", look)
    assert report.ok
    assert (report.sealed, report.erased) == (5 + 8, 0)
    assert len(looks) > 5 + 8 + 5
    assert all(looks)
    assert ground.sight() == ground.concerned() == SEEN
    assert ground.faults() == []
    assert open_text_left(ground) == []
    with ground.house.system(TrailPurpose.SEALING) as session:
        assert seal_landed(session).sealed == 0


def open_text_left(ground: Ground) -> list[str]:
    """Every desk and team that stands in the open."""
    with ground.house.system() as session:
        found: list[str] = []
        for column in (Root.landed_desk, Case.landed_desk, Membership.landed_team):
            found += [words for words in session.scalars(sa.select(column)) if words]
        return found


def test_the_words_are_sealed_as_registered_and_become_no_value_of_a_list(ground: Ground) -> None:
    with ground.house.system(TrailPurpose.SEALING) as session:
        assert seal_landed(session).ok
    with ground.house.system() as session:
        cases = [session.get_one(Case, ground.cases[f"{n} south"]) for n in range(4)]
        texts = [each["desk"] for each in open_rows(session, cases, ("desk",))]
        assert texts == list(WORDS)
        assert len({case.desk_code for case in cases} - {None}) == 4
        roles = session.scalars(sa.select(Membership).where(Membership.team_code.is_not(None)))
        teams = [each["team"] for each in open_rows(session, roles.all(), ("team",))]
        assert sorted(str(team) for team in teams) == sorted((*WORDS, WORDS[0]))
        assert [v.name for v in session.scalars(sa.select(ListValue))] == [WORDS[0]]
        assert {case.desk_id for case in cases} == {None}
    told = [detail for name, detail in details(ground.house) if name == "words:sealed"]
    assert len(told) > 8
    assert not any(words in str(told) for words in WORDS)


def test_a_root_that_kept_words_when_its_case_had_none_gets_their_code(ground: Ground) -> None:
    with ground.house.system(TrailPurpose.SEALING) as session:
        assert seal_landed(session).ok
    with ground.house.system() as session:
        root = session.get_one(Root, ground.cases["0 north"])
        with act(session, CaseAct.CHANGED, root_id=root.id):
            root.landed_desk = WORDS[1]
        session.commit()
    with ground.house.system(TrailPurpose.SEALING) as session:
        assert seal_landed(session).ok
    with ground.house.system() as session:
        root = session.get_one(Root, ground.cases["0 north"])
        other = session.get_one(Root, ground.cases["1 north"])
        assert root.landed_desk is None
        assert root.desk_code == other.desk_code


@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
def test_a_role_keeps_its_words_while_a_root_has_its_own(ground: Ground) -> None:
    """The order that the rule rests on: held up at a case, no role is emptied.

    SQLite has one writer: nothing is held up half-way there.
    """
    with ground.house.system() as holding:
        held = sa.select(Root).where(Root.id == ground.cases["0 north"]).with_for_update()
        holding.scalars(held).one()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(open_word_sealing, "PATIENCE", 2)
            with ground.house.system(TrailPurpose.SEALING) as session:
                report = seal_landed(session)
        assert report.left == 1 + 5
        assert ground.sight() == SEEN
    with ground.house.system(TrailPurpose.SEALING) as session:
        assert seal_landed(session).ok
    assert ground.sight() == SEEN
    assert ground.faults() == []


@pytest.mark.parametrize(
    ("table", "column"), [("roots", "desk_code"), ("memberships", "team_code")]
)
def test_whoever_moves_a_code_in_the_database_is_found(
    ground: Ground, table: str, column: str
) -> None:
    with ground.house.system(TrailPurpose.SEALING) as session:
        assert seal_landed(session).ok
    raw = ground.house.engine.raw_connection()
    raw.cursor().execute(f"UPDATE {table} SET {column} = {column} - 1")
    raw.commit()
    raw.close()
    assert any(f"{table} " in fault and "last saw it" in fault for fault in ground.faults())
