"""Taking what was deleted or emptied out of SQLite's files as well."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.shredding import truncate_log

WRITTEN_ANEW = 38
"""What `PRAGMA user_version` says of a file that was written anew after its words were sealed."""
PATIENCE = 40
"""How often to try while others keep the file or its log from being emptied."""
LONG_PAUSE = 0.25
"""Seconds between two tries."""


def is_clean(session: Session) -> bool:
    """Whether the file was written anew since its words were sealed; True on PostgreSQL."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return True
    found: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return found == WRITTEN_ANEW


def mark_to_clean(session: Session) -> None:
    """Say, within this transaction, that the file has to be written anew."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA user_version=0")


def clean_files(session: Session) -> bool:
    """Write SQLite's file anew and empty its log; False while others keep it from that.

    `secure_delete` overwrites what is deleted, but when rows move from page to page, copies stay
    behind in the room between them. Others can read meanwhile and cannot write.
    """
    bind = session.get_bind()
    engine = bind if isinstance(bind, sa.Engine) else bind.engine
    if engine.dialect.name != "sqlite":
        return True
    written = is_clean(session)
    session.rollback()
    for _attempt in range(PATIENCE):
        written = written or _write_anew(engine)
        if written and truncate_log(engine):
            return True
        time.sleep(LONG_PAUSE)
    return False


def _write_anew(engine: sa.Engine) -> bool:
    connection = engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        cursor.execute("PRAGMA temp_store=FILE")
        cursor.execute("VACUUM")
        cursor.execute(f"PRAGMA user_version={WRITTEN_ANEW}")
        cursor.close()
    except engine.dialect.dbapi.OperationalError:  # type: ignore[union-attr]
        return False
    finally:
        connection.invalidate()
        connection.close()
    return True
