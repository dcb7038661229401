"""The registry of sealed fields: which there are, of what kind, and the place each is bound to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import registry

from caseflow.crypto.columns import CODED, LANDED, SealedColumn, SealedRow
from caseflow.crypto.envelope import Place
from caseflow.db import Base


@dataclass(frozen=True)
class Field:
    """One sealed field of one model."""

    model: type[Any]
    name: str
    table: str
    column: str
    guarded: bool
    nullable: bool
    place: Place

    @property
    def key(self) -> str:
        """Its name in inventories: ``table.column`` as the database calls them."""
        return f"{self.table}.{self.column}"


def fields(model: type[Any]) -> tuple[Field, ...]:
    """The sealed fields of a mapped class, in the order of its columns."""
    return tuple(
        _field(model, prop.key, prop.columns[0])
        for prop in sa.inspect(model).column_attrs
        if isinstance(prop.columns[0].type, SealedColumn)
    )


_PLACES: dict[type[Any], dict[str, Place]] = {}


def places(model: type[Any]) -> dict[str, Place]:
    """Attribute name → place, for each sealed field of a mapped class."""
    if (known := _PLACES.get(model)) is None:
        known = _PLACES[model] = {field.name: field.place for field in fields(model)}
    return known


_LANDED: dict[type[Any], dict[str, str]] = {}


def landed_words(model: type[Any]) -> dict[str, str]:
    """Sealed attribute → open attribute of an earlier release whose words belong into it."""
    if (known := _LANDED.get(model)) is None:
        known = _LANDED[model] = {
            prop.columns[0].info[LANDED]: prop.key
            for prop in sa.inspect(model).column_attrs
            if LANDED in prop.columns[0].info
        }
    return known


def landed_codes(model: type[Any]) -> dict[str, str]:
    """Open attribute of an earlier release → attribute that keeps a code of its words."""
    return {
        prop.key: prop.columns[0].info[CODED]
        for prop in sa.inspect(model).column_attrs
        if CODED in prop.columns[0].info
    }


def column_of(model: type[Any], name: str) -> tuple[str, str]:
    """Table and column, as the database calls them, of a sealed field."""
    column = sa.inspect(model).column_attrs[name].columns[0]
    return column.table.name, column.name


def sealed_models(among: registry = Base.registry) -> list[type[Any]]:
    """Every mapped class that has sealed rows, by table name."""
    among.configure()
    models = [m.class_ for m in among.mappers if issubclass(m.class_, SealedRow)]
    return sorted(models, key=lambda model: (model.__tablename__, model.__name__))


def all_fields(among: registry = Base.registry) -> list[Field]:
    """Every sealed field there is: the inventory that documents and tests are made from."""
    return [field for model in sealed_models(among) for field in fields(model)]


def _field(model: type[Any], name: str, column: Any) -> Field:
    table = column.table.name
    logical_table = model.__sealed_table__ or table
    logical_column = model.__sealed_columns__.get(name, column.name)
    return Field(
        model=model,
        name=name,
        table=table,
        column=column.name,
        guarded=bool(column.info.get("guarded")),
        nullable=bool(column.nullable),
        place=Place(logical_table, logical_column),
    )
