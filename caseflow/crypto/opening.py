"""Opening sealed values: the place is worked out from the row at that moment, never before."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN, ERASED, BrokenValue, broken_seals
from caseflow.crypto.columns import Pending
from caseflow.crypto.envelope import DataCipher
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.fields import column_of, landed_words, places
from caseflow.crypto.keyring import keyring_of

log = logging.getLogger(__name__)
Texts = dict[str, str | None]
Fault = SealBroken | Erased


def open_text(session: Session, row: Any, field: str) -> str | None:
    """One sealed field of one row as text, for a verb that cannot go on without it.

    Only what records the look may ask. Raises SealBroken when the value was tampered with,
    Erased when its key was shredded.
    """
    return open_rows(session, (row,), (field,))[0][field]


def open_rows(
    session: Session,
    rows: Iterable[Any],
    fields: Sequence[str],
    *,
    model: type[Any] | None = None,
) -> list[Texts]:
    """These fields of all rows as text, in the order of the rows; one statement for the keys.

    Rows are mapped objects, or result rows with `id`, `data_key_id` and the sealed attributes
    when `model` says whose they are. Raises SealBroken and Erased as `open_text` does.
    """
    return _opened(session, rows, fields, model, _refuse)


def show_text(session: Session, row: Any, field: str) -> str | None:
    """One sealed field of one row for a page; `Unreadable` where it does not open."""
    return show_rows(session, (row,), (field,))[0][field]


def show_rows(
    session: Session,
    rows: Iterable[Any],
    fields: Sequence[str],
    *,
    model: type[Any] | None = None,
) -> list[Texts]:
    """As `open_rows`, for pages: a value that does not open is `Unreadable`, the others are shown.

    A broken seal is noted with the session and stands on the trail when it commits.
    """
    return _opened(session, rows, fields, model, _say)


def _opened(
    session: Session,
    rows: Iterable[Any],
    fields: Sequence[str],
    model: type[Any] | None,
    instead: Callable[[Fault], str],
) -> list[Texts]:
    several = list(rows)
    if not several:
        return []
    keyring = keyring_of(session)
    keys = [row.data_key_id for row in several]
    ciphers = keyring.ciphers(session, keys)
    lost = {key_id for key_id in keys if key_id not in ciphers}
    faults: dict[UUID, Fault] = keyring.faults(session, lost) if lost else {}
    opened = []
    for row, key_id in zip(several, keys, strict=True):
        whose = model or type(row)
        texts: Texts = {}
        for name in fields:
            try:
                texts[name] = _open(ciphers.get(key_id), whose, row, name, faults.get(key_id))
            except (SealBroken, Erased) as fault:
                _note(session, fault, whose, row, name)
                texts[name] = instead(fault)
        opened.append(texts)
    return opened


def words_of(value: Any) -> str | None:
    """What stands open in a column of an earlier release, as the text that is sealed of it."""
    if not value:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _open(
    cipher: DataCipher | None, model: type[Any], row: Any, name: str, fault: Fault | None
) -> str | None:
    value = getattr(row, name)
    if value is None and (before := landed_words(model).get(name)):
        return words_of(getattr(row, before, None))
    if value is None:
        return None
    if type(value) is Pending:
        return value.text
    if cipher is None:
        raise fault or SealBroken()
    return places(model)[name].open(cipher, row.id.bytes, value.token).decode()


def _note(session: Session, fault: Fault, model: type[Any], row: Any, name: str) -> None:
    if isinstance(fault, SealBroken):
        table, column = column_of(model, name)
        broken = BrokenValue(table, column, row.id)
        broken_seals(session)[broken] = None
        log.error("broken seal: %s", broken)


def _refuse(fault: Fault) -> str:
    raise fault


def _say(fault: Fault) -> str:
    return ERASED if isinstance(fault, Erased) else CANNOT_BE_SHOWN
