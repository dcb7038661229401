"""From a proposal to the register: notice to the subject, then a second officer publishes."""

from __future__ import annotations

from typing import Any

from caseflow.access.permissions import Permission
from caseflow.labels import _
from caseflow.screening.models import EntryStage as S
from caseflow.workflow import Move, Workflow


def proposed_it(entry: Any, actor: Any) -> bool:
    """Whether this person proposed the entry."""
    return entry.proposed_by is not None and entry.proposed_by == actor.user_id


REGISTER = Workflow(
    name="register",
    label=_("Register entry"),
    stages=tuple(S),
    first=S.PROPOSED,
    final=frozenset({S.WITHDRAWN}),
    moves=(
        Move(
            name="notice",
            label=_("Record notice to the subject"),
            start=frozenset({S.PROPOSED}),
            end=S.NOTICED,
            needs=Permission.REGISTER_MANAGE,
        ),
        Move(
            name="publish",
            label=_("Publish"),
            start=frozenset({S.NOTICED}),
            end=S.PUBLISHED,
            needs=Permission.REGISTER_PUBLISH,
            bars=((_("You proposed this entry: somebody else publishes it."), proposed_it),),
        ),
        Move(
            name="withdraw",
            label=_("Withdraw"),
            start=frozenset({S.PROPOSED, S.NOTICED, S.PUBLISHED}),
            end=S.WITHDRAWN,
            needs=Permission.REGISTER_MANAGE,
            reason=True,
        ),
    ),
)
