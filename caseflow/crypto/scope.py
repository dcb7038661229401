"""Facts that hold for one database transaction, forgotten with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from caseflow.session_values import SessionValue

SCOPE = SessionValue[tuple[Any, dict[Any, Any]]]("crypto.scope")


def scope(session: Session) -> dict[Any, Any]:
    """A dictionary that lives as long as the innermost transaction or savepoint.

    What was locked or created inside a savepoint may be undone with it, so nothing is carried
    from one to another.
    """
    innermost = session.get_nested_transaction() or session.get_transaction()
    kept = SCOPE.get(session)
    if innermost is None:
        return {}
    if kept is None or kept[0] is not innermost:
        kept = (innermost, {})
        SCOPE.put(session, kept)
    return kept[1]
