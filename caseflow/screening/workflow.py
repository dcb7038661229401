"""From a proposal to the register and out again: a published entry takes two people each way."""

from __future__ import annotations

from typing import Any

from caseflow.labels import _
from caseflow.screening.models import EntryStage as S
from caseflow.screening.permissions import ScreeningPermission
from caseflow.workflow import Guard, Move, Workflow


def proposed_it(entry: Any, actor: Any) -> bool:
    """Whether this person proposed the entry."""
    return entry.proposed_by is not None and entry.proposed_by == actor.user_id


def nobody_asked(entry: Any, _actor: Any) -> bool:
    """Whether no withdrawal is asked for."""
    return entry.withdrawal_asked_at is None


def asked_it(entry: Any, actor: Any) -> bool:
    """Whether this person asked for the withdrawal."""
    return entry.withdrawal_asked_by is not None and entry.withdrawal_asked_by == actor.user_id


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
            needs=ScreeningPermission.REGISTER_MANAGE,
        ),
        Move(
            name="publish",
            label=_("Publish"),
            start=frozenset({S.NOTICED}),
            end=S.PUBLISHED,
            needs=ScreeningPermission.REGISTER_PUBLISH,
            bars=(
                Guard(
                    _("You proposed this entry: somebody else publishes it."),
                    proposed_it,
                    "proposed_it",
                ),
            ),
        ),
        Move(
            name="withdraw",
            label=_("Withdraw"),
            start=frozenset({S.PROPOSED, S.NOTICED}),
            end=S.WITHDRAWN,
            needs=ScreeningPermission.REGISTER_MANAGE,
            reason=True,
        ),
        Move(
            name="confirm-withdrawal",
            label=_("Confirm the withdrawal"),
            start=frozenset({S.PUBLISHED}),
            end=S.WITHDRAWN,
            needs=ScreeningPermission.REGISTER_PUBLISH,
            unless=(
                Guard(_("Nobody has asked to withdraw this entry."), nobody_asked, "nobody_asked"),
            ),
            bars=(
                Guard(
                    _("You asked to withdraw this entry: somebody else confirms it."),
                    asked_it,
                    "asked_it",
                ),
            ),
        ),
    ),
)
