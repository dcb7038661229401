"""Writing many new rows at once: sealed, under their roots and recorded, as a flush writes them.

A flush costs a tenth of a millisecond a row. Here rows are values from the start, each table takes
one statement, and the trail names each row and its root without repeating its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, class_mapper

from caseflow.access.models import Deciding, Protected, Root, RootThing
from caseflow.access.wall import PAST, PastTheWall
from caseflow.audit.models import Audited
from caseflow.audit.record import Frame, Unrecorded, frames
from caseflow.audit.row_digests import DIGEST, digest
from caseflow.audit.written_rows import RECORDED, note_written
from caseflow.crypto.columns import Pending, Sealed, SealedRow
from caseflow.crypto.envelope import DataCipher, Place
from caseflow.crypto.errors import Erased
from caseflow.crypto.fields import places
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.sealing import hold
from caseflow.db import new_id, trail_table

Values = dict[str, Any]
WRITTEN = {**PAST, **RECORDED}
ACCESS_FACTS = ("entity_id", "owner_id", "desk_id", "desk_code", "classification")


@dataclass(frozen=True)
class _Plan:
    """What has to be known of a model to write its rows."""

    table: sa.Table
    columns: dict[str, str]
    """Attributes whose column has another name."""
    defaults: Values
    places: dict[str, Place]
    kind: Any
    """Of the root that such a row makes; None where it makes none."""


class NewRows:
    """New rows of one transaction, written together within the act that is open then.

    Roots are those made here, and those of rows that the session loaded (`under`).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._roots: set[UUID] = set()
        self._rows: dict[Any, dict[tuple[str, ...], list[Values]]] = {}
        self._keys: set[UUID] = set()

    def under(self, thing: RootThing) -> None:
        """Let rows be written under the root of a thing that the session has loaded."""
        if thing not in self._session:
            raise PastTheWall("rows go only under a root that this session has loaded")
        self._roots.add(thing.root_id)

    def add(self, model: Any, **values: Any) -> UUID:
        """Put down one row; its id. A text for a sealed column is given as `conceal(text)`.

        Raises PastTheWall for a row of a root that is neither made here nor loaded.
        """
        plan = _plan(model)
        values = {"id": None, **plan.defaults, **values}
        row_id: UUID = values["id"] or new_id()
        values["id"] = row_id
        if plan.kind is not None:
            values["root_id"] = row_id
            self._root(plan.kind, values)
        elif issubclass(model, Protected) and values["root_id"] not in self._roots:
            raise PastTheWall("a row was to go under a root that is neither new nor loaded")
        if plan.places:
            self._keys.add(values["data_key_id"])
        self._put(model, values)
        return row_id

    def write(self) -> None:
        """Seal and write everything. Raises Unrecorded outside any act, Erased for a lost key."""
        session = self._session
        if not (opened := frames(session)):
            raise Unrecorded("rows were to be written outside any act")
        session.flush()
        hold(session, self._keys)
        ciphers = keyring_of(session).ciphers(session, self._keys)
        connection = session.connection()
        for model, groups in self._rows.items():
            plan = _plan(model)
            for rows in groups.values():
                self._finish(model, plan, rows, ciphers, opened[-1])
                connection.execute(sa.insert(plan.table), rows, execution_options=WRITTEN)
        self._rows, self._keys = {}, set()

    def _root(self, kind: Any, values: Values) -> None:
        self._roots.add(values["id"])
        facts = {name: values.get(name) for name in ACCESS_FACTS}
        self._put(Root, {"id": values["id"], "kind": kind, **facts})

    def _put(self, model: Any, values: Values) -> None:
        self._rows.setdefault(model, {}).setdefault(tuple(values), []).append(values)

    def _finish(
        self,
        model: Any,
        plan: _Plan,
        rows: list[Values],
        ciphers: dict[UUID, DataCipher],
        frame: Frame,
    ) -> None:
        audited = issubclass(model, Audited)
        for values in rows:
            if plan.places:
                _seal(plan, values, ciphers)
            if audited:
                _note(frame, model, values)
                note_written(self._session, trail_table(model), values["id"])
            for name, column in plan.columns.items():
                if name in values:
                    values[column] = values.pop(name)


@cache
def _plan(model: Any) -> _Plan:
    attributes = {a.key: a.columns[0] for a in class_mapper(model).column_attrs}
    return _Plan(
        table=model.__table__,
        columns={key: c.key for key, c in attributes.items() if key != c.key},
        defaults={
            key: c.default.arg
            for key, c in attributes.items()
            if c.default is not None and c.default.is_scalar
        },
        places=places(model) if issubclass(model, SealedRow) else {},
        kind=model.__root_kind__ if issubclass(model, RootThing) else None,
    )


def _seal(plan: _Plan, values: Values, ciphers: dict[UUID, DataCipher]) -> None:
    row = values["id"].bytes
    for name, place in plan.places.items():
        pending = values.get(name)
        if pending is None:
            continue
        if type(pending) is not Pending:
            raise TypeError(f"{name} is sealed: give conceal(text)")
        cipher = ciphers.get(values["data_key_id"])
        if cipher is None:
            raise Erased
        values[name] = Sealed(place.seal(cipher, row, pending.text.encode()))


def _note(frame: Frame, model: Any, values: Values) -> None:
    """The row in the entry of its act: new, under which root, and what it decides."""
    root_id = values["id"] if model is Root else values.get("root_id")
    entry = frame.entry_of(root_id)
    change = [trail_table(model), str(values["id"]), "new"]
    if root_id not in {None, values["id"]}:
        change.append(str(root_id))
    decides = {DIGEST: digest(model, values)} if issubclass(model, Deciding) else {}
    entry.changes.append([*change, decides])
    if entry.detail_key_id is None:
        entry.detail_key_id = values.get("data_key_id")
    if entry.entity_id is None:
        entry.entity_id = values.get("entity_id")
