"""How a referral goes from its draft to help that was given, or to an honest gap."""

from __future__ import annotations

from caseflow.labels import Text, _
from caseflow.victims.models import ServiceStage as S
from caseflow.victims.permissions import VictimPermission
from caseflow.workflow import Move, Workflow


def _move(name: str, label: Text, start: set[S], end: S, *, reason: bool = False) -> Move:
    return Move(
        name=name,
        label=label,
        start=frozenset(start),
        end=end,
        needs=VictimPermission.ASSIST,
        reason=reason,
    )


REFERRAL = Workflow(
    name="referral",
    label=_("Referral to a service"),
    stages=tuple(S),
    first=S.DRAFT,
    final=frozenset({S.PROVIDED, S.REJECTED, S.UNAVAILABLE, S.REVOKED}),
    moves=(
        _move("send", _("Send"), {S.DRAFT}, S.SENT),
        _move("accept", _("The provider accepted"), {S.SENT}, S.ACCEPTED),
        _move("reject", _("The provider rejected"), {S.SENT}, S.REJECTED, reason=True),
        _move("begin", _("Help has begun"), {S.ACCEPTED}, S.IN_PROGRESS),
        _move("provide", _("Help was given"), {S.ACCEPTED, S.IN_PROGRESS}, S.PROVIDED),
        _move(
            "gap",
            _("Nobody offers this here"),
            {S.DRAFT, S.SENT, S.ACCEPTED},
            S.UNAVAILABLE,
            reason=True,
        ),
        _move(
            "revoke",
            _("Take the referral back"),
            {S.DRAFT, S.SENT, S.ACCEPTED, S.IN_PROGRESS},
            S.REVOKED,
            reason=True,
        ),
    ),
)
