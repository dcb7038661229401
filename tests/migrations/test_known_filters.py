"""Landed views keep the filters that the product knows, and lose what somebody typed into one."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import Id, make_engine

BEFORE = "5f20c7be91d3"  # pragma: allowlist secret
TYPED = "view=mine&stage=received&kind=Zyxwvut&class=confidential&sort=Zyxwvut"
ENTITIES = sa.table("entities", sa.column("id", Id()))
VIEWS = sa.table("saved_views", sa.column("filters", sa.String()))


def test_what_was_typed_into_a_landed_view_is_taken_out(laid_in):
    engine = make_engine(laid_in.url)
    with engine.begin() as connection:
        entity = connection.execute(sa.select(ENTITIES.c.id)).scalars().first()
        assert connection.execute(sa.select(VIEWS)).all()
    known = "view=mine&stage=received&class=confidential"
    for landed, kept in {
        f"{TYPED}&entity=Zyxwvut": known,
        f"entity={entity}&kind=Zyxwvut": f"entity={entity}",
        f"entity={str(entity).upper()}": "",
        "stage=Zyxwvut": "",
        known: known,
    }.items():
        laid_in.down(revision=BEFORE)
        with engine.begin() as connection:
            connection.execute(sa.update(VIEWS).values(filters=landed))
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA user_version=38")
        laid_in.up()
        with engine.begin() as connection:
            assert set(connection.scalars(sa.select(VIEWS.c.filters))) == {kept}
            if connection.dialect.name == "sqlite":
                clean = connection.exec_driver_sql("PRAGMA user_version").scalar_one() == 38
                assert clean == (landed == kept)
    engine.dispose()
    assert not laid_in.differs()
