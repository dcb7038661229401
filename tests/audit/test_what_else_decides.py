"""Accounts, the tree of entities, codes, requests and lists decide, too: changes of them are found.

Whoever tampers has a plain connection to the database and no key. A value that cannot be read is a
finding of its row, and hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.access.models import Deciding
from caseflow.accounts import account_requests, password_codes
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit import changes, rows, state_adoption
from caseflow.audit.models import FIRST_ADOPTED, Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.audit.row_digests import deciding_models
from caseflow.audit.state_adoption import adopt_state, is_adopted
from caseflow.audit.verifying import Verdict
from caseflow.reference.descent_check import check_descent
from caseflow.reference.models import Entity, ListKind
from caseflow.reference.services import move_entity
from tests.audit.test_who_sees_what import (
    CHANGED,
    GONE,
    UNKNOWN,
    adopt,
    noted_as_before,
    tamper,
    verified,
    work,
)
from tests.support.databases import Databases
from tests.support.house import NOW, House, build_house, tables
from tests.support.trail import details

FIRST_ENTITY = "(SELECT id FROM entities WHERE code = 'NORTH')"
OTHER_ENTITY = "(SELECT id FROM entities WHERE code = 'SOUTH')"
REACHING = (
    "INSERT INTO entity_descent (ancestor_id, entity_id, depth)"
    f" SELECT {OTHER_ENTITY}, {FIRST_ENTITY}, 1 FROM entities WHERE code = 'NORTH'"
)
TAMPERING = {
    "a role's entity made to reach another": (
        REACHING,
        "entity_descent: .* the tree does not say so",
    ),
    "what lies beneath an entity hidden from it": (
        "DELETE FROM entity_descent WHERE depth > 0",
        "entity_descent: that .* is missing",
    ),
    "an entity hung under another one": (
        f"UPDATE entities SET parent_id = {OTHER_ENTITY} WHERE code = 'NORTH'",
        f"entities .*: {CHANGED}|entity_descent: that .* is missing",
    ),
    "an entity made another one's, with its descent": (
        "UPDATE entities SET code = 'EAST' WHERE code = 'SOUTH'",
        f"entities .*: {CHANGED}",
    ),
    "a closed account opened": (
        "UPDATE users SET active = true WHERE username = 'closed'",
        f"users .*: {CHANGED}",
    ),
    "an account closed": (
        "UPDATE users SET active = false WHERE username = 'alone'",
        f"users .*: {CHANGED}",
    ),
    "an account given another name": (
        "UPDATE users SET full_name = 'Somebody Else' WHERE username = 'alone'",
        f"users .*: {CHANGED}",
    ),
    "an account with another user name": (
        "UPDATE users SET username = 'other' WHERE username = 'alone'",
        f"users .*: {CHANGED}",
    ),
    "an older password put back": (
        "UPDATE users SET password_hash = 'old'",  # pragma: allowlist secret
        f"users .*: {CHANGED}",
    ),
    "an address that counts as the person's own": (
        "UPDATE users SET address_checked = true WHERE username = 'alone'",
        f"users .*: {CHANGED}",
    ),
    "the memory of who had a hand in an account deleted": (
        "DELETE FROM account_influences",
        f"account_influences .*: {GONE}",
    ),
    "a hand that was somebody else's": (
        "UPDATE account_influences SET by_id = (SELECT max(user_id) FROM memberships)",
        f"account_influences .*: {CHANGED}",
    ),
    "a code for a password that lasts": (
        "UPDATE password_codes SET lapses_at = '2030-01-01 00:00:00.000000'",
        f"password_codes .*: {CHANGED}",
    ),
    "codes for passwords deleted": ("DELETE FROM password_codes", f"password_codes .*: {GONE}"),
    "a request that somebody else asked for": (
        "UPDATE account_requests SET asked_by = (SELECT id FROM users WHERE username = 'alone')",
        f"account_requests .*: {CHANGED}",
    ),
    "a request for another role": (
        "UPDATE account_requests SET role = 'senior-conduct-officer'",
        f"account_requests .*: {CHANGED}",
    ),
    "a value of a list with another name": (
        "UPDATE entity_list_values SET name = 'Another office'",
        f"entity_list_values .*: {CHANGED}",
    ),
}


def keep_house(url: str, folder: Path) -> House:
    """A house whose people worked, with accounts, codes and requests."""
    house = build_house(url, folder)
    work(house)
    with house.system() as session:
        here = session.scalars(sa.select(Entity).where(Entity.code == "NORTH")).one().id
    house.entity("LOW", parent=here)
    house.value(here, ListKind.AUTHORITY, "Office of the Head")
    house.person(None, username="closed")
    first = house.person("administrator", username="first")
    house.person("administrator", username="second")
    with house.session(first) as session:
        user = session.scalars(sa.select(User).where(User.username == "alone")).one()
        password_codes.make_code(user, actor=first, now=NOW)
        about = {"entity_id": here, "reason": "Begins", "actor": first, "now": NOW}
        account_requests.ask_role(user, "conduct-officer", **about)
        session.commit()
    with house.system() as session:
        closed = session.scalars(sa.select(User).where(User.username == "closed")).one()
        with act(session, AccountAct.PERSON_CHANGED, thing=closed):
            closed.active = False
        session.commit()
    return house


@pytest.fixture
def kept(tables_url: str, tmp_path: Path) -> Iterator[House]:
    house = keep_house(tables_url, tmp_path)
    adopt(house)
    yield house
    house.engine.dispose()


def proved(house: House) -> Verdict:
    """The verdict over the rows, and over the closure of the tree."""
    verdict = verified(house)
    with house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        check_descent(session, verdict)
    return verdict


def test_work_as_people_do_it_leaves_no_fault(kept: House) -> None:
    assert proved(kept).faults == []
    with kept.system(AccountPurpose.ACCOUNTS) as session:
        low, south = (
            session.scalars(sa.select(Entity).where(Entity.code == code)).one()
            for code in ("LOW", "SOUTH")
        )
        move_entity(low, parent=south, actor=SYSTEM, now=NOW)
        session.commit()
    assert proved(kept).faults == []
    moved = [c for _act, d in details(kept) for c in d.get("changes", ()) if c[0] == "entities"][-1]
    assert moved[-1]["parent_id"][1] == str(south.id)


@pytest.mark.parametrize("name", TAMPERING)
def test_what_is_changed_in_the_database_alone_is_found(kept: House, name: str) -> None:
    statement, fault = TAMPERING[name]
    tamper(kept, statement)
    faults = proved(kept).faults
    assert faults
    assert [f for f in faults if not re.fullmatch(fault, f)] == []


def test_a_code_for_a_password_that_nobody_made_is_found(kept: House) -> None:
    tamper(
        kept,
        "INSERT INTO password_codes SELECT"
        " (SELECT id FROM entities WHERE code = 'LOW'), user_id, request_id, made_by, made_at,"
        " lapses_at, by_mail, mailed_at, first_hash, second_hash, ended_at FROM password_codes"
        " WHERE request_id IS NULL",
    )
    (fault,) = proved(kept).faults
    assert re.fullmatch(f"password_codes .*: {UNKNOWN}", fault)


ONE_KEY = "(SELECT min(id) FROM data_keys WHERE root_kind = 'case')"
CANNOT = "what stands in it cannot be read"
ROTTEN = {
    "a word that no list knows": (
        "UPDATE roots SET kind = 'nonsense'",
        "roots .*: it is not as the trail last saw it",
    ),
    "a state of a decision that there is not": (
        "UPDATE exclusions SET bar = 'set_aside'",
        f"exclusions .*: {CHANGED}",
    ),
    "an outcome of an act that there is not": (
        "UPDATE acts SET outcome = 'refused' WHERE seq = 5",
        "entry 5: its search columns say something else than its bytes",
    ),
    "an act that there is not": (
        "UPDATE acts SET act = 'nonsense' WHERE seq = 5",
        "entry 5: its search columns say something else than its bytes",
    ),
    "a kind of list that there is not": (
        "UPDATE entity_list_values SET list = 'nonsense'",
        f"entity_list_values .*: {CHANGED}",
    ),
}
ROTTEN_ON_SQLITE = {
    "a day that is none": (
        "UPDATE memberships SET valid_to = 'some day'",
        f"memberships .*: {CANNOT}: valid_to",
    ),
    "a moment that is none": (
        "UPDATE grants SET given_at = 7",
        f"grants .*: {CANNOT}: given_at",
    ),
    "an id that is none": (
        "UPDATE grants SET user_id = 'somebody'",
        f"grants .*: {CANNOT}: user_id",
    ),
    "names that are no JSON": (
        "UPDATE entities SET names = '{' WHERE code = 'LOW'",
        f"entities .*: {CANNOT}: names",
    ),
    "bytes where words belong": (
        "UPDATE memberships SET role = x'00ff' WHERE role = 'auditor'",
        f"memberships .*: {CANNOT}: role",
    ),
    "the bytes of an entry that are none": (
        "UPDATE acts SET body = 5 WHERE seq = 5",
        "entry 5: its bytes are not an entry|entry 5: its hash does not follow .*",
    ),
    "the moment of an entry that is none": (
        "UPDATE acts SET at = 'then', actor_id = 'him' WHERE seq = 5",
        "entry 5: its search columns say something else than its bytes",
    ),
    "the number of an entry that is none": (
        "UPDATE acts SET seq = 'five' WHERE seq = 5",
        "entry 6: .*|acts: the number of a row cannot be read",
    ),
    "a checkpoint that is no text": (
        "UPDATE checkpoints SET note = x'05'",
        "entry .*: a checkpoint is no text|entry .*: the signed checkpoint .* is missing",
    ),
    "a key of somebody who is nobody": (
        f"UPDATE data_keys SET root_id = 'him' WHERE id = {ONE_KEY}",
        f"entry .*: its sealed detail does not open|.*: {UNKNOWN}",
    ),
    "a key of no generation": (
        f"UPDATE data_keys SET generation = 'first' WHERE id = {ONE_KEY}",
        f"entry .*: its sealed detail does not open|.*: {UNKNOWN}",
    ),
    "the id of a row that is none": (
        "UPDATE grants SET id = 'this one' WHERE id = (SELECT min(id) FROM grants)",
        f"grants: the id of a row cannot be read|grants .*: {GONE}",
    ),
}


@pytest.fixture
def kept_on(databases: Databases, tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """The house on one kind of database."""
    with ExitStack() as stack:

        def keep(kind: str) -> House:
            house = keep_house(stack.enter_context(tables(databases, kind)), tmp_path)
            stack.callback(house.engine.dispose)
            adopt(house)
            return house

        yield keep


def found_beside(house: House, statement: str) -> list[str]:
    """The faults after this change, besides that of another row that was changed as well."""
    tamper(house, statement)
    house.info["keyring"].forget()
    tamper(house, "UPDATE users SET full_name = 'Somebody Else' WHERE username = 'alone'")
    faults = proved(house).faults
    assert any(re.fullmatch(f"users .*: {CHANGED}", each) for each in faults)
    rest = [each for each in faults if not each.startswith("users ")]
    assert rest
    return rest


@pytest.mark.parametrize("name", ROTTEN)
def test_an_unknown_word_is_a_finding_and_hides_no_other(kept: House, name: str) -> None:
    statement, fault = ROTTEN[name]
    assert [f for f in found_beside(kept, statement) if not re.fullmatch(fault, f)] == []


@pytest.mark.parametrize("name", ROTTEN_ON_SQLITE)
def test_what_cannot_be_read_is_a_finding_and_hides_no_other(kept_on, name: str) -> None:
    statement, fault = ROTTEN_ON_SQLITE[name]
    rest = found_beside(kept_on("sqlite"), statement)
    assert [f for f in rest if not re.fullmatch(fault, f)] == []


def test_a_day_without_end_is_no_empty_one(kept_on) -> None:
    rest = found_beside(kept_on("postgresql"), "UPDATE grants SET valid_to = 'infinity'")
    assert [f for f in rest if not re.fullmatch(f"grants .*: {CANNOT}: valid_to", f)] == []


@pytest.fixture
def half_adopted(tables_url: str, tmp_path: Path, monkeypatch) -> Iterator[House]:
    """A house of a release that had taken in only the first seven tables."""
    later = {m for m in deciding_models() if m.__tablename__ not in FIRST_ADOPTED}
    first = [m for m in deciding_models() if m not in later]
    with monkeypatch.context() as patch:
        patch.setattr("caseflow.audit.changes._note", noted_without(later))
        patch.setattr(state_adoption, "deciding_models", lambda: first)
        house = keep_house(tables_url, tmp_path)
        adopt(house)
    yield house
    house.engine.dispose()


def noted_without(later):
    before, note = noted_as_before(None), changes._note

    def noted(session, row, what, values) -> None:
        (before if type(row) in later else note)(session, row, what, values)

    return noted


def test_what_a_release_took_in_before_is_not_taken_in_again_and_the_rest_is(
    half_adopted: House,
) -> None:
    with half_adopted.system() as session:
        assert not is_adopted(session)
    assert proved(half_adopted).faults == []
    with half_adopted.system(TrailPurpose.UPGRADE) as session:
        assert adopt_state(session) > 10
        taken = set(
            session.scalars(sa.select(Entry.thing_kind).where(Entry.act == "state:adopting"))
        )
        assert is_adopted(session)
    told = [c for _act, d in details(half_adopted) for c in d.get("changes", ())]
    twice = [c[1] for c in told if c[2] == "adopted"]
    assert len(twice) == len(set(twice))
    assert {"users", "entities"} <= taken
    assert proved(half_adopted).faults == []
    statement, fault = TAMPERING["an account with another user name"]
    tamper(half_adopted, statement)
    assert [f for f in proved(half_adopted).faults if not re.fullmatch(fault, f)] == []


def test_every_table_that_decides_is_compared() -> None:
    compared = {model for model in rows.audited_models() if issubclass(model, Deciding)}
    assert compared == set(deciding_models())
