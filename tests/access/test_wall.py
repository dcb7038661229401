"""Nothing of a root out of reach comes out of any protected table, nor goes into one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError
from sqlalchemy.orm import Session, aliased, make_transient_to_detached, selectinload
from sqlalchemy.orm.exc import ObjectDeletedError

from caseflow.access.acting import acting
from caseflow.access.models import Root
from caseflow.access.wall import PastTheWall
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.reference.models import Entity
from tests.access.protected_rows import MODELS, World, build_world
from tests.support.databases import KINDS, Databases
from tests.support.house import build_house, tables

Reader = Callable[[Session, Any], Any]


@pytest.fixture(scope="module", params=KINDS)
def world(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with tables(databases, request.param) as url:
        house = build_house(url, Path(tmp_path_factory.mktemp("house")))
        yield build_world(house)
        house.engine.dispose()


AS_ELSEWHERE = {"a column", "a nested subquery", "an outer join", "in parts", "rows from a union"}
"""Reads whose statement PostgreSQL gets in the same form as another that it is tried with."""


def readers() -> dict[str, Reader]:
    """Ways to read ids of a model through the session, each allowed and walled."""

    def over(selectable: Any) -> Any:
        return sa.select(selectable.c.id)

    def twice(m: Any, other: Any) -> Any:
        return sa.select(m.id, other.id).join(other, sa.true())

    return {
        "rows": lambda s, m: [r.id for r in s.scalars(sa.select(m))],
        "a column": lambda s, m: s.scalars(sa.select(m.id)),
        "an alias": lambda s, m: s.scalars(sa.select((a := aliased(m)).id).where(a.id.isnot(None))),
        "a union": lambda s, m: s.scalars(sa.union_all(sa.select(m.id), sa.select(m.id))),
        "rows from a union": lambda s, m: [
            r.id
            for r in s.scalars(
                sa.select(m).from_statement(sa.union_all(sa.select(m), sa.select(m)))
            )
        ],
        "a subquery": lambda s, m: s.scalars(over(sa.select(m.id).subquery())),
        "a nested subquery": lambda s, m: s.scalars(
            over(sa.select(sa.select(m.id).subquery().c.id).subquery())
        ),
        "a common table": lambda s, m: s.scalars(over(sa.select(m.id).cte("found"))),
        "an entity of a subquery": lambda s, m: [
            r.id for r in s.scalars(sa.select(aliased(m, sa.select(m).subquery())))
        ],
        "a scalar subquery": lambda s, m: [
            s.scalar(sa.select(sa.select(m.id).where(m.id == i).scalar_subquery()))
            for i in s.info["asked"]
        ],
        "a join from elsewhere": lambda s, m: s.scalars(
            sa.select(m.id).select_from(User).join(m, sa.true()).distinct()
        ),
        "an outer join": lambda s, m: [
            x for x in s.scalars(sa.select(m.id).select_from(User).outerjoin(m, sa.true())) if x
        ],
        "a join with itself": lambda s, m: [
            x for row in s.execute(twice(m, aliased(m))) for x in row
        ],
        "a join with its root": lambda s, m: s.scalars(
            sa.select(m.id) if m is Root else sa.select(m.id).join(Root, Root.id == m.root_id)
        ),
        "a condition elsewhere": lambda s, m: (
            s.scalars(sa.select(r := aliased(Root)).where(r.id.in_(sa.select(m.root_id)))).all()
            and s.scalars(sa.select(m.id))
        ),
        "in parts": lambda s, m: [
            r.id for part in s.scalars(sa.select(m)).partitions(1) for r in part
        ],
        "by stream": lambda s, m: s.scalars(
            sa.select(m.id).execution_options(yield_per=1, stream_results=True)
        ),
        "with for update": lambda s, m: s.scalars(sa.select(m.id).with_for_update()),
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_no_read_brings_a_row_out_that_is_out_of_reach(world: World, model: Any) -> None:
    near, far = world.ids(model)
    for how, read in readers().items():
        with world.house.session(world.actor) as session:
            if session.get_bind().dialect.name == "postgresql" and how in AS_ELSEWHERE:
                continue
            session.info["asked"] = (near, far)
            found = set(read(session, model))
        assert near in found, f"{model.__name__}: {how} finds nothing at all"
        assert far not in found, f"{model.__name__} by {how}"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_a_row_out_of_reach_is_neither_got_nor_counted_nor_known(world: World, model: Any) -> None:
    near, far = world.ids(model)
    with world.house.session(world.actor) as session:
        assert session.get(model, far) is None
        assert session.get(model, near) is not None
        assert session.get(model, near, populate_existing=True) is not None
        count = sa.select(sa.func.count()).select_from(model)
        assert session.scalar(count.where(model.id == far)) == 0
        assert session.scalar(count.where(model.id == near)) == 1
        total = session.scalar(sa.select(sa.func.count(model.id)))
        assert total == len(set(session.scalars(sa.select(model.id))))
        for row_id, known in ((far, False), (near, True)):
            there = sa.select(sa.exists().where(model.id == row_id))
            assert session.scalar(there) is known
            elsewhere = sa.select(User.id).where(
                sa.exists(sa.select(model).where(model.id == row_id))
            )
            assert bool(session.scalars(elsewhere).all()) is known


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_a_row_that_came_in_by_the_back_door_stays_closed(world: World, model: Any) -> None:
    near, far = world.ids(model)
    with world.house.session(world.actor) as session:
        for row_id in (near, far):
            row = model(id=row_id)
            make_transient_to_detached(row)
            session.add(row)
            if row_id == near:
                session.refresh(row)
                assert row.root_id is not None
                continue
            with pytest.raises((InvalidRequestError, ObjectDeletedError, PastTheWall)):
                session.refresh(row)
            with pytest.raises((ObjectDeletedError, PastTheWall)):
                assert row.root_id is None
            session.expunge(row)


def passing_by(model: Any, row_id: Any) -> dict[str, Callable[[Session], Any]]:
    """Statements that the wall cannot hold: each must be refused as a whole."""
    table, name = model.__table__, model.__table__.name
    sly = table.alias("wall_evil")
    fake = table.alias("wall_root")
    users = User.__table__
    touch = {"root_id": row_id} if "root_id" in table.c else {"desk_code": 1}
    return {
        "the Core table": lambda s: s.execute(sa.select(table)),
        "a column of it": lambda s: s.execute(sa.select(table.c.id)),
        "an alias of it": lambda s: s.execute(sa.select(sly.c.id)),
        "it beside a walled model": lambda s: s.execute(
            sa.select(Root.id, sly.c.id).join(sly, sa.true())
        ),
        "it named like the wall": lambda s: s.execute(
            sa.select(model.id, fake.c.id).select_from(model).join(fake, sa.true())
        ),
        "it in a nested join": lambda s: s.execute(
            sa.select(Root.id).outerjoin(sly.join(users, sa.true()), sa.true())
        ),
        "a Core subquery": lambda s: s.execute(
            sa.select(User.id).where(User.id.in_(sa.select(table.c.id)))
        ),
        "text": lambda s: s.execute(sa.text(f"SELECT id FROM {name}")),
        "quoted text": lambda s: s.execute(sa.text(f'select id\nfrom\t"{name.upper()}"')),
        "text with a comment": lambda s: s.execute(sa.text(f"SELECT id FROM/**/{name}")),
        "rows from text": lambda s: s.scalars(
            sa.select(model).from_statement(sa.text(f"SELECT * FROM {name}"))
        ).all(),
        "the connection": lambda s: s.connection().execute(sa.select(table)),
        "the driver": lambda s: s.connection().exec_driver_sql(f"SELECT id FROM {name}"),
        "ORM update": lambda s: s.execute(sa.update(model).values(touch)),
        "ORM update of one": lambda s: s.execute(
            sa.update(model).where(model.id == row_id).values(touch)
        ),
        "update by primary key": lambda s: s.execute(sa.update(model), [{"id": row_id, **touch}]),
        "ORM delete": lambda s: s.execute(sa.delete(model).where(model.id == row_id)),
        "ORM insert": lambda s: s.execute(sa.insert(model), [{"id": row_id, **touch}]),
        "Core update": lambda s: s.execute(sa.update(table).values(touch)),
        "Core delete": lambda s: s.execute(sa.delete(table)),
        "Core insert": lambda s: s.execute(sa.insert(table).values(id=row_id)),
        "update on the connection": lambda s: s.connection().execute(
            sa.update(table).values(touch)
        ),
        "delete on the connection": lambda s: s.connection().execute(sa.delete(table)),
        "text that deletes": lambda s: s.execute(sa.text(f"DELETE FROM {name}")),
        "bulk save": lambda s: s.bulk_save_objects([model(id=row_id, **touch)]),
        "bulk insert": lambda s: s.bulk_insert_mappings(model, [{"id": row_id, **touch}]),
        "bulk update": lambda s: s.bulk_update_mappings(model, [{"id": row_id, **touch}]),
    }


ONCE_MORE = {"the Core table", "an alias of it", "text", "update by primary key", "bulk insert"}
"""Refusals tried on PostgreSQL too: they read the statement's text, which hardly differs there."""


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_what_passes_by_the_wall_is_refused_as_a_whole(world: World, model: Any) -> None:
    _near, far = world.ids(model)
    with world.house.session(world.actor) as session:
        for how, go in passing_by(model, far).items():
            if session.get_bind().dialect.name == "postgresql" and how not in ONCE_MORE:
                continue
            with pytest.raises(PastTheWall):
                go(session)
                pytest.fail(f"{model.__name__}: {how} went through")
            session.rollback()
    with pytest.raises(PastTheWall), world.house.engine.connect() as connection:
        connection.execute(sa.select(model.__table__))


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_a_session_for_nobody_reads_nothing(world: World, model: Any) -> None:
    with world.house.session() as session, pytest.raises(PastTheWall):
        session.scalars(sa.select(model.id)).all()


@pytest.mark.parametrize("model", [m for m in MODELS if m is not Root], ids=lambda m: m.__name__)
def test_no_row_goes_under_a_root_out_of_reach(world: World, model: Any) -> None:
    near, far = world.ids(model)
    foreign = root_of(world, model, far)

    def flush(session: Session) -> None:
        with act(session, CaseAct.CHANGED):
            session.flush()

    with world.house.session(world.actor) as session:  # a new row under a foreign root
        session.add(model(root_id=foreign))
        with pytest.raises(PastTheWall):
            flush(session)
    with world.house.session(world.actor) as session:  # an own row moved there
        session.get_one(model, near).root_id = foreign
        with pytest.raises((PastTheWall, ValueError)):
            flush(session)
    with world.house.session(world.actor) as session:  # a detached row merged
        merged = session.merge(model(id=far, root_id=foreign))
        assert merged in session.new
        with pytest.raises(PastTheWall):
            flush(session)
    with world.house.session(world.actor) as session:  # a foreign row deleted by the back door
        row = model(id=far, root_id=foreign)
        make_transient_to_detached(row)
        with pytest.raises((PastTheWall, SQLAlchemyError)):
            session.delete(row)
            flush(session)
    with world.house.system() as session:
        assert session.get_one(model, far).root_id == foreign


def test_the_facts_of_a_root_out_of_reach_are_not_changed_by_the_back_door(world: World) -> None:
    _near, far = world.ids(Root)
    for change in (lambda s, r: s.delete(r), lambda s, r: (s.add(r), setattr(r, "desk_code", 1))):
        with world.house.session(world.actor) as session:
            row = Root(id=far, kind="case")
            make_transient_to_detached(row)
            with pytest.raises((PastTheWall, SQLAlchemyError)):
                change(session, row)
                session.flush()
    with world.house.system() as session:
        assert session.get_one(Root, far).desk_code is None


def root_of(world: World, model: Any, row_id: Any) -> Any:
    with world.house.system() as session:
        return session.get_one(model, row_id).root_id


def test_a_flush_that_failed_leaves_no_way_past_the_wall(world: World) -> None:
    case = next(m for m in MODELS if m.__tablename__ == "cases")
    near, _far = world.ids(case)
    with world.house.session(world.actor) as session:
        session.get_one(case, near).desk_code = 1
        with pytest.raises(RuntimeError):  # outside any act
            session.flush()
        with pytest.raises(PastTheWall):
            session.connection().execute(sa.select(case.__table__.c.id))


def test_every_relationship_is_walled_too(world: World) -> None:
    """Lazily, at once or beside: what hangs on a visible row is held like the row itself."""
    for model in MODELS:
        for relation in sa.inspect(model).relationships:
            near, _far = world.ids(model)
            with world.house.session(world.actor) as session:
                eager = sa.select(model).options(selectinload(getattr(model, relation.key)))
                assert {r.id for r in session.scalars(eager)} == {near}


def test_unprotected_tables_are_read_as_ever(world: World) -> None:
    with world.house.session(world.actor) as session:
        assert session.scalars(sa.select(Entity.code)).all()
        assert session.execute(sa.text("SELECT id FROM entities")).all()


def test_binding_a_session_anew_changes_what_it_sees(world: World) -> None:
    near, far = world.ids(Root)
    other = world.house.person("administrator")
    with world.house.factory() as session:
        with acting(session, world.actor):
            assert session.scalar(sa.select(Root.id).where(Root.id == near)) == near
        session.expunge_all()
        with acting(session, other):
            assert session.scalar(sa.select(Root.id).where(Root.id.in_([near, far]))) is None
