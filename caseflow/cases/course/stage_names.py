"""The names that stages have, and had: a stage may come in the place of others (`was`).

Rows that were written down keep the name of their day. Whoever compares them with a stage of today
asks here (decision 81).
"""

from __future__ import annotations

from caseflow.cases.workflow import every_stage, stage_of, track_names
from caseflow.packs import PackError
from caseflow.workflow import WorkflowError


def stage_now(value: str, name: str | None = None) -> str:
    """What a stage is named today: a stage may have come in the place of this one (`was`).

    One that its track has no more stays what it was.
    """
    try:
        return stage_of(value, name).value
    except (WorkflowError, PackError):
        return value


def stage_names(value: str, name: str | None = None) -> frozenset[str]:
    """Every name that a stage of today has, or had, in rows that were written down."""
    try:
        return stage_of(value, name).carried.was | {value}
    except (WorkflowError, PackError):
        return frozenset({value})


def named_stage(value: str | None) -> str | None:
    """A stage of any track by a name that it has, or had; None for what names none.

    A name that one track still has is that stage, although another track gave it up.
    """
    known = dict(every_stage())
    if value is None or value in known:
        return value
    return next((now for name in track_names() if (now := stage_now(value, name)) in known), None)
