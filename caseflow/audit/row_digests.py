"""A digest of each row that decides who sees what, kept beside its changes in the trail.

What is empty is left out: a column that a later release adds, empty, changes no digest. Sealed
words are left out, too; they decide nothing, and a rotation of keys seals them anew. Words of an
earlier release that decide are in it for as long as they stand, under the name they had then.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, class_mapper

from caseflow.access.models import Deciding
from caseflow.crypto.columns import CODED, LANDED
from caseflow.db import Base, trail_table

DIGEST = "="
"""The name under which a digest stands among the values of a change."""
EMPTY: tuple[Any, ...] = (None, False, {}, [])
CLOSED = frozenset({"confidential", "guarded", LANDED})
"""Marks of columns whose values are not written down."""


def deciding_models() -> list[type[Any]]:
    """Every model whose rows decide who sees what, by the names of their tables."""
    models = (m.class_ for m in Base.registry.mappers if issubclass(m.class_, Deciding))
    return sorted(models, key=trail_table)


@cache
def deciding_columns(model: Any) -> Mapping[str, tuple[str, Any]]:
    """Attribute → its name in a digest, and the value it has when none is given."""
    mapper: Mapper[Any] = class_mapper(model)
    chosen = model.__decides_by__
    found = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        coded = CODED in column.info
        if attribute.key == "data_key_id" or not (coded or CLOSED.isdisjoint(column.info)):
            continue
        if chosen is not None and attribute.key not in {"id", *chosen}:
            continue
        default = column.default
        usual = default.arg if default is not None and default.is_scalar else None
        found[attribute.key] = (column.name if coded else attribute.key, usual)
    return found


def digest(model: Any, values: Mapping[str, Any]) -> str:
    """The digest of a row that has these values, by attribute."""
    facts = {}
    for attribute, (name, usual) in deciding_columns(model).items():
        value = values.get(attribute, usual)
        if value not in EMPTY:
            facts[name] = _as_json(value)
    said = json.dumps([trail_table(model), facts], sort_keys=True, separators=(",", ":"))
    return base64.b64encode(hashlib.sha256(said.encode()).digest()[:12]).decode()


def digest_of(row: Deciding) -> str:
    """The digest of a row in hand, as it is about to be written."""
    model: Any = type(row)
    known = row.__dict__
    missing = [name for name in deciding_columns(model) if name not in known]
    loaded = {name: getattr(row, name) for name in missing} if inspect(row).has_identity else {}
    return digest(model, {**known, **loaded})


def _as_json(value: Any) -> Any:
    """A value as JSON; moments in UTC, whatever zone they were given in."""
    if isinstance(value, Enum):
        value = value.value
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | UUID():
            return str(value)
        case bytes():
            return value.hex()
        case _:
            return value
