"""A plaintext twin of an instance: the same pages over a database in which nothing is sealed.

It is made here and only here. The copy's sealed columns hold their text, and the process that
serves the copy takes the seals off: the column type gives text, no data key is opened, and the
details of the trail are kept as they are. `caseflow` itself has no setting for any of this.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

CHUNK = 900


def make_twin(home: Path, twin: Path) -> Path:
    """Copy a home and open every sealed value in the copy."""
    from bench.homes import run

    shutil.copytree(home, twin)
    run(twin, "-m", "bench.twin")
    return twin


def take_off_the_seals() -> None:
    """Let this process read the twin; called before the application is imported."""
    from caseflow.crypto import columns, keyring, opening

    def rows_as_they_are(
        _session: Any, rows: Iterable[Any], fields: Sequence[str], _model: Any, _instead: Any
    ) -> list[dict[str, str | None]]:
        return [{name: getattr(row, name) for name in fields} for row in rows]

    columns.SealedColumn.result_processor = lambda *_: _text
    opening._opened = rows_as_they_are
    keyring.Keyring.ciphers = lambda *_: {}
    keyring.Keyring.seal_detail = lambda _self, _session, _key, _purpose, _owner, data: data


def _text(value: Any) -> str | None:
    return None if value is None else bytes(value).decode("utf-8", "replace")


def open_everything() -> None:
    """Write the text of every sealed value over its seal, in the database of this home."""
    import pysqlite3
    from sqlalchemy import select

    import config
    from caseflow.access.acting import system_session
    from caseflow.app import create_app
    from caseflow.audit.purposes import TrailPurpose
    from caseflow.crypto.fields import fields, sealed_models
    from caseflow.crypto.opening import open_rows
    from caseflow.web.store import engine, session_factory

    app = create_app(config.load(os.environ))
    with app.app_context(), system_session(session_factory(), TrailPurpose.DOCTOR) as session:
        session.info["writes"] = False
        raw = pysqlite3.connect(engine().url.database)
        for model in (each for each in sealed_models() if fields(each)):
            sealed = fields(model)
            columns = [getattr(model, f.name).label(f.name) for f in sealed]
            rows = session.execute(select(model.id, model.data_key_id, *columns)).all()
            session.rollback()
            for start in range(0, len(rows), CHUNK):
                near = rows[start : start + CHUNK]
                opened = open_rows(session, near, [f.name for f in sealed], model=model)
                session.rollback()
                words = ", ".join(f"{f.column} = ?" for f in sealed)
                raw.executemany(
                    f"UPDATE {sealed[0].table} SET {words} WHERE id = ?",
                    [
                        (*(_bytes(text[f.name]) for f in sealed), row.id.bytes)
                        for row, text in zip(near, opened, strict=True)
                    ],
                )
                raw.commit()
        raw.close()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


if __name__ == "__main__":
    sys.exit(open_everything())
