"""Opening sealed values: the place is worked out from the row at that moment, never before."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.crypto.columns import Pending
from caseflow.crypto.envelope import DataCipher, Place
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.fields import landed_words, places
from caseflow.crypto.keyring import keyring_of

log = logging.getLogger(__name__)


def open_text(session: Session, row: Any, field: str) -> str | None:
    """One sealed field of one row as text; only a reading verb, which records it, may ask.

    Raises SealBroken when the value was tampered with, Erased when its key was shredded.
    """
    return open_rows(session, (row,), (field,))[0][field]


def open_rows(
    session: Session,
    rows: Iterable[Any],
    fields: Sequence[str],
    *,
    model: type[Any] | None = None,
) -> list[dict[str, str | None]]:
    """These fields of all rows as text, in the order of the rows; one statement for the keys.

    Rows are mapped objects, or result rows with `id`, `data_key_id` and the sealed attributes
    when `model` says whose they are. Raises SealBroken and Erased as `open_text` does.
    """
    several = list(rows)
    if not several:
        return []
    keys = [row.data_key_id for row in several]
    ciphers = keyring_of(session).ciphers(session, keys)
    opened = []
    for row, key_id in zip(several, keys, strict=True):
        known, before = places(model or type(row)), landed_words(model or type(row))
        cipher, row_id = ciphers.get(key_id), row.id.bytes
        opened.append(
            {
                name: _open(cipher, row_id, getattr(row, name), known[name])
                if getattr(row, name) is not None or name not in before
                else words_of(getattr(row, before[name], None))
                for name in fields
            }
        )
    return opened


def words_of(value: Any) -> str | None:
    """What stands open in a column of an earlier release, as the text that is sealed of it."""
    if not value:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _open(cipher: DataCipher | None, row_id: bytes, value: Any, place: Place) -> str | None:
    if value is None:
        return None
    if type(value) is Pending:
        return value.text
    if cipher is None:
        raise Erased
    try:
        return place.open(cipher, row_id, value.token).decode()
    except SealBroken:
        log.exception("broken seal: %s.%s of row %s", place.table, place.column, UUID(bytes=row_id))
        raise
