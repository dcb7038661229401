"""One unmistakable text for each confidential column, so that a leak of any can be found."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.record import act
from caseflow.cases.models import Part, Party
from caseflow.cases.names import naming
from caseflow.cases.names.names_of_people import names_of
from caseflow.crypto.columns import conceal
from caseflow.crypto.fields import Field, all_fields
from caseflow.crypto.opening import open_text
from caseflow.db import WITH_WITHDRAWN
from caseflow.demo.acts import DemonstrationAct
from caseflow.manifests import rooms
from caseflow.screening import index
from caseflow.screening.index import Listing
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.opened_values import person_of

LENGTH = 24
BELONGS = ("id", "root_id", "user_id", "owner_id")
"""What may name the thing or the person that a row is part of."""
Plant = Callable[[str, str], str]


def canary(name: str) -> str:
    """The 24 characters that stand in this column (``table.column``) and nowhere else."""
    digest = hashlib.sha256(f"canary of {name}".encode()).digest()
    return ("CANARY" + base64.b32encode(digest).decode())[:LENGTH]


def canaries() -> dict[str, str]:
    """Each confidential column with its canary."""
    return {name: canary(name) for name in sorted(_names())}


def _names() -> dict[str, Field]:
    return {field.key: field for field in all_fields()}


def after(text: str, bird: str) -> str:
    """Behind what stands there."""
    return f"{text} {bird}".strip()


def another_name(text: str, bird: str) -> str:
    """One more name of the person that the JSON text describes."""
    person = json.loads(text)
    if "name" in person:
        person["name"] = f"{person['name']} {bird}"
    else:
        person["names"] = [*person.get("names", []), bird]
    return json.dumps(person, ensure_ascii=False)


def another_key(text: str, bird: str) -> str:
    """One more remark in the JSON text."""
    return json.dumps({**json.loads(text or "{}"), "remark": bird}, ensure_ascii=False)


def another_line(text: str, bird: str) -> str:
    """One more line in the JSON text of what an old register says."""
    return json.dumps([*json.loads(text or "[]"), ["", "Remark", {}, "", bird, False]])


FORMS: dict[str, Plant] = {"object": another_key, "person": another_name, "lines": another_line}
"""Forms that the text of a column can have; where a manifest names none, the text is plain."""


def plant(session: Session, carriers: Collection[UUID]) -> None:
    """Put every canary into one row of its table: one of these roots, or of this account.

    A table of which they have no row gets it in its last row. Raises LookupError for a table
    without rows.
    """
    forms = {column: form for room in rooms() for column, form in room.canaries.items()}
    for name, field in _names().items():
        row = _row_for(session, field, carriers)
        text = open_text(session, row, field.name) or ""
        written = (
            FORMS[forms[name]](text, canary(name)) if name in forms else after(text, canary(name))
        )
        with act(session, DemonstrationAct.MADE, thing=row, facts={"canary": name}):
            setattr(row, field.name, conceal(written))
        make_findable(session, row)


def _row_for(session: Session, field: Field, carriers: Collection[UUID]) -> Any:
    model: Any = field.model
    ways = [getattr(model, way) for way in BELONGS if hasattr(model, way)]
    every = sa.select(model).order_by(*_order(model)).execution_options(**WITH_WITHDRAWN)
    rows = session.scalars(every.where(sa.or_(*(way.in_(carriers) for way in ways)))).all()
    rows = rows or session.scalars(every).all()
    if not rows:
        raise LookupError(f"the demonstration data has no row for {field.key}")
    filled = [row for row in rows if getattr(row, field.name) is not None]
    return (filled or rows)[-1]


def make_findable(session: Session, row: Any) -> None:
    """Let a person whose name was changed be found by it, as an index has to find everybody."""
    match row:
        case Party():
            naming.reindex(session, names_of(session, [row.id]))
        case RegisterEntry(stage=EntryStage.PUBLISHED):
            index.take_out(session, [row.id])
            text = open_text(session, row, "person")
            index.put(session, [Listing(row.id, row.data_key_id, person_of(text))])


def _order(model: Any) -> tuple[Any, ...]:
    """A subject comes last among the parties: it stands on more pages than a witness."""
    if model.__tablename__ == "parties":
        return (sa.case((model.part == Part.SUBJECT, 1), else_=0), model.id)
    return (model.id,)
