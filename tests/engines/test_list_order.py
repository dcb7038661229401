"""Pages of lists: every row comes once, in order, however many there are and whatever the order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from caseflow.db import Id, UTCDateTime, make_engine, new_id
from caseflow.errors import NotReady
from caseflow.list_order import ListOrder, SortColumn

metadata = sa.MetaData()
things = sa.Table(
    "things",
    metadata,
    sa.Column("id", Id(), primary_key=True),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("at", UTCDateTime(), nullable=False),
    sa.Column("haste", sa.Integer(), nullable=False),
)
NOON = datetime(2026, 11, 30, 12, 0, 0, 123456, tzinfo=UTC)


def order(*names: str) -> ListOrder:
    """An order by these columns; a minus before a name lets the greatest come first."""
    columns = [(name.lstrip("-"), name.startswith("-")) for name in names]
    return ListOrder(*(SortColumn(name, things.c[name], falling) for name, falling in columns))


@pytest.fixture
def connection(database_url):
    """A table of 60 rows of which many share a day, a moment or a haste."""
    random, engine = Random(7), make_engine(database_url)
    rows = [
        {
            "id": new_id(),
            "day": date(2026, 11, 1) + timedelta(days=random.randrange(4)),
            "at": NOON + timedelta(microseconds=random.randrange(3)),
            "haste": random.randrange(-1, 2),
        }
        for _n in range(60)
    ]
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(sa.insert(things), rows)
        yield connection
    engine.dispose()


def walk(connection, by: ListOrder, size: int) -> list[list]:
    """The pages of the whole table, each asked for with the key of the one before."""
    pages, after = [], ""
    while True:
        page = by.page(
            sa.select(things), after, lambda wanted: connection.execute(wanted).all(), size=size
        )
        pages.append([row.id for row in page.rows])
        if page.after is None:
            return pages
        after = page.after


@pytest.mark.parametrize(
    "names",
    [("id",), ("-day", "-id"), ("day", "id"), ("-at", "-id"), ("haste", "-at", "day", "-id")],
)
@pytest.mark.parametrize("size", [1, 7, 20, 60, 61])
def test_every_row_comes_once_and_in_order(connection, names, size):
    by = order(*names)
    pages = walk(connection, by, size)
    columns = [things.c[n[1:]].desc() if n[0] == "-" else things.c[n] for n in names]
    every = connection.scalars(sa.select(things.c.id).order_by(*columns)).all()
    assert [each for page in pages for each in page] == list(every)
    assert all(len(page) == size for page in pages[:-1])
    assert len(pages) == -(-60 // size)


def test_a_row_that_is_gone_moves_nothing_to_another_page(connection):
    by = order("-day", "-id")
    first, *rest = walk(connection, by, 20)
    connection.execute(sa.delete(things).where(things.c.id.in_(first[:10])))
    read = {"read": lambda wanted: connection.execute(wanted).all(), "size": 20}
    last = connection.execute(sa.select(things).where(things.c.id == first[-1])).one()
    page = by.page(sa.select(things), by.key(last), **read)
    assert [row.id for row in page.rows] == rest[0]


@pytest.mark.parametrize(
    "key",
    [
        "~",
        "2026-11-30",
        "2026-11-30~",
        "2026-11-30~nobody",
        "2026-13-40~01a22b86d8997586 9c40d84bc504318d",
        "2026-11-30~01a22b86d89975869c40d84bc504318d~",
        "2026-11-30~01a22b86d89975869c40d84bc504318d~5",
        "\x00~\x00",
    ],
)
def test_a_key_that_is_none_is_refused_with_a_sentence(key):
    with pytest.raises(NotReady, match="not known") as refusal:
        order("-day", "-id").is_after(key)
    assert refusal.value.field == "after"


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "one", ""])
def test_a_number_that_no_database_holds_is_refused(number):
    with pytest.raises(NotReady):
        order("haste", "id").is_after(f"{number}~01a22b86d89975869c40d84bc504318d")


def test_a_column_that_no_list_is_sorted_by_is_a_mistake():
    with pytest.raises(TypeError):
        ListOrder(SortColumn("name", sa.column("name", sa.String()))).is_after("Anna")
    with pytest.raises(TypeError):
        ListOrder(SortColumn("upper", sa.column("upper"))).key("Anna")
