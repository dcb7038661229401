"""Tables that no wall holds are read by the modules that their room names, and by no other."""

from __future__ import annotations

from importlib.util import find_spec
from types import ModuleType

import pytest
import sqlalchemy as sa

from caseflow.access.models import Protected
from caseflow.access.named_readers import is_named, readers, tables_in
from caseflow.access.wall import PastTheWall
from caseflow.audit.models import Entry
from caseflow.cases.models import NameOwner, SavedView
from caseflow.db import Base
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from caseflow.screening.models import RegisterOwner
from caseflow.victims.models import CaseInterest

ROGUE = "def read(session, statement):\n    return session.execute(statement).all()\n"
FOR_ALL = {
    "account_requests": "who asked for which right; pages of accounts and notices",
    "data_keys": "wrapped keys, which open nothing by themselves",
    "domain_keys": "wrapped keys, which open nothing by themselves",
    "engagements": "who may do what is asked everywhere",
    "entities": "places, known to everybody",
    "entity_descent": "which entity lies beneath which",
    "entity_list_values": "lists of entities, known to everybody",
    "instance_marks": "what was done to this instance",
    "jobs": "kinds and times of background work",
    "key_epochs": "of which key a row is",
    "key_holds": "why a key is not destroyed",
    "memberships": "who may do what is asked everywhere",
    "migration_runs": "which migrations ran",
    "organizations": "places, known to everybody",
    "screening_thresholds": "numbers of the matcher",
    "users": "how people are called at work",
    "verification_misses": "how often a document was not found",
}
"""Tables without a root that any module may read, and why."""


def module_called(name: str) -> ModuleType:
    """A module of this name, as somebody would write it who reads what is not theirs."""
    module = ModuleType(name)
    exec(compile(ROGUE, f"{name}.py", "exec"), module.__dict__)  # noqa: S102
    return module


@pytest.mark.parametrize(
    ("model", "reader", "rogue"),
    [
        (NameOwner, "caseflow.cases.names.naming", "caseflow.cases.pages.queue"),
        (NameOwner, "caseflow.cases.lists.queue", "caseflow.cases.lists.queue_of_mine"),
        (NameOwner, "caseflow.cases.lists.queue.rows", "caseflow.cases.lists.queues"),
        (SavedView, "caseflow.cases.services.saving", "caseflow.reporting.routes"),
        (RegisterOwner, "caseflow.screening.index", "caseflow.victims.routes"),
        (Notice, "caseflow.notices.services", "caseflow.victims.routes"),
        (CaseInterest, "caseflow.victims.milestones", "caseflow.cases.opened_case.timeline"),
        (Entry, "caseflow.reporting.queries", "caseflow.screening.routes"),
    ],
)
def test_only_a_named_module_reads_such_a_table(house, model, reader, rogue):
    statement = sa.select(model.__table__.c[0])
    with house.system(JobPurpose.JOBS) as session:
        module_called(reader).read(session, statement)
        with pytest.raises(PastTheWall, match=f"{rogue} reads {model.__tablename__}"):
            module_called(rogue).read(session, statement)
        with pytest.raises(PastTheWall):
            module_called(rogue).read(session, sa.text(f"SELECT 1 FROM {model.__tablename__}"))


def test_a_name_stands_for_a_module_and_for_what_lies_within_it():
    assert is_named("caseflow.db", ["caseflow.db"])
    assert is_named("caseflow.victims.queries.files", ["caseflow.victims."])
    assert is_named("caseflow.victims", ["caseflow.victims."])
    assert not is_named("caseflow.victims_of_old", ["caseflow.victims", "caseflow.victims."])
    assert not is_named("caseflow", ["caseflow.db"])


def test_every_reader_that_is_named_is_there():
    for named in readers().values():
        for each in named:
            assert find_spec(each.removesuffix(".")) is not None, each


def test_a_module_may_ask_another_that_is_named(house):
    asking = ModuleType("caseflow.victims.routes")
    exec("def ask(read, *given):\n    return read(*given)\n", asking.__dict__)  # noqa: S102
    named = module_called("caseflow.notices.services")
    with house.system(JobPurpose.JOBS) as session:
        asking.ask(named.read, session, sa.select(Notice.__table__.c.id))


def test_every_table_without_a_root_is_named_or_said_to_be_for_all():
    tables = {
        str(mapper.local_table.name)
        for mapper in Base.registry.mappers
        if not issubclass(mapper.class_, Protected)
    }
    assert set(readers()) & set(FOR_ALL) == set()
    assert tables - set(readers()) == set(FOR_ALL)
    assert set(readers()) <= tables


def test_a_table_is_found_in_whatever_way_a_statement_names_it():
    assert tables_in('SELECT * FROM "notices" AS n') == {"notices"}
    assert tables_in("select 1 from NAME_OWNERS, name_tokens") == {"name_owners", "name_tokens"}
    assert tables_in("SELECT noticesome FROM cases") == frozenset()
