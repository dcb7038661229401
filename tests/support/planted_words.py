"""Words put into every open column, as an earlier release had them, and the search for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from caseflow.access.models import RootThing
from caseflow.audit import open_words as open_words_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.crypto.fields import landed_codes, landed_words
from caseflow.db import make_engine

PLANTED = "PLANTED"
"""What every planted word begins with."""


def models() -> list[Any]:
    return open_words_of.landed_models()


def planted(table: str, column: str, number: int) -> str:
    return f"{PLANTED}{number}-{table}-{column}"[:40]


def plant(landed: Any) -> int:
    """Put a word into each open column of each row, as the earlier release did; how many."""
    engine, count = make_engine(landed.url), plant_desks(landed)
    with engine.begin() as connection:
        for model in models():
            table = model.__table__
            for number, (row_id,) in enumerate(
                connection.execute(sa.select(table.c.id).order_by(table.c.id)).all()
            ):
                values: dict[Any, Any] = {}
                for sealed, name in landed_words(model).items():
                    if name in landed_codes(model):
                        continue
                    column = sa.inspect(model).column_attrs[name].columns[0]
                    word: Any = planted(table.name, column.name, number)
                    values[column] = {"days": word} if isinstance(column.type, sa.JSON) else word
                    values[sa.inspect(model).column_attrs[sealed].columns[0]] = None
                    count += 1
                if values:
                    connection.execute(sa.update(table).where(table.c.id == row_id).values(values))
    engine.dispose()
    return count


def plant_desks(landed: Any) -> int:
    """The same for words that decide, with the digests that the trail had of them then."""
    count = 0
    with landed.session() as session:
        for model in models():
            for number, row in enumerate(session.scalars(sa.select(model).order_by(model.id))):
                for name in landed_codes(model):
                    sealed = next(s for s, n in landed_words(model).items() if n == name)
                    column = sa.inspect(model).column_attrs[name].columns[0].name
                    with act(session, CaseAct.CHANGED, thing=row):
                        setattr(row, f"{column}_id", None)
                        setattr(row, sealed, None)
                        setattr(row, name, planted(model.__tablename__, column, number))
                    count += 2 if issubclass(model, RootThing) else 1
        session.commit()
    return count


def open_words(url: str) -> list[str]:
    """Every planted word that stands in an open column."""
    engine, found = make_engine(url), []
    with engine.connect() as connection:
        for model in open_words_of.open_models():
            for name in landed_words(model).values():
                column = sa.inspect(model).column_attrs[name].columns[0]
                for (value,) in connection.execute(sa.select(sa.cast(column, sa.Text))):
                    found += [value] if value and PLANTED in value else []
    engine.dispose()
    return found


def in_files(home: Path) -> set[str]:
    """The files of a home in which a planted word stands."""
    return {
        path.name
        for path in home.rglob("*")
        if path.is_file() and PLANTED.encode() in path.read_bytes()
    }
