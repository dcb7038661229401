"""How the auditors' page shows an act: its kind, its mark, and what it counts as."""

from __future__ import annotations

from functools import cache

from caseflow.accounts.acts import AccountAct
from caseflow.audit.acts import Act, Outcome, PageAct
from caseflow.cases.acts import CaseAct
from caseflow.labels import Labelled, _
from caseflow.manifests import declared
from caseflow.screening.acts import ScreeningAct


class Kind(Labelled):
    """What a quick filter of the trail keeps."""

    LOOKS = "looks", _("Views")
    EXPORTS = "exports", _("Exports")
    REFUSED = "refused", _("Refused")
    EMERGENCIES = "emergencies", _("Emergencies")


EXPORTS: frozenset[Act] = frozenset({CaseAct.EXPORTED, CaseAct.DOCUMENT_MADE})
LOOKING: frozenset[Act] = frozenset(
    {ScreeningAct.INQUIRY_MADE, CaseAct.EXPORT_VERIFIED, PageAct.SEARCHED}
)
EMERGENCIES: frozenset[Act] = frozenset({CaseAct.BREAK_GLASS})

ACCESS = frozenset(
    {
        CaseAct.ACCESS_ASKED,
        CaseAct.ACCESS_BARRED,
        CaseAct.ACCESS_GIVEN,
        CaseAct.ACCESS_TAKEN,
        CaseAct.ACCESS_WITHDRAWN,
    }
)
SCREENING = frozenset(ScreeningAct)
"""Acts of screening: they belong to the entity of the role by which they were done."""
DOOR = frozenset({AccountAct.SIGNED_IN, AccountAct.SIGN_IN_FAILED, AccountAct.SESSION_ENDED})

REFUSALS = {
    Outcome.DENIED: ("late", "slash-circle"),
    Outcome.FAILED: ("warn", "exclamation-triangle-fill"),
}
MARKS: dict[Act, tuple[str, str]] = {
    **dict.fromkeys(EXPORTS, ("info", "file-earmark-pdf")),
    **dict.fromkeys(ACCESS, ("", "person-check")),
    **dict.fromkeys(DOOR, ("", "box-arrow-right")),
    CaseAct.BREAK_GLASS: ("seal", "unlock"),
}


@cache
def looks() -> frozenset[Act]:
    """The acts of whoever only looked, in every room."""
    acts = declared(Act)
    return LOOKING | {act for act in acts if act.value.endswith((":read", ":listed"))}


def acts_of(kind: Kind) -> frozenset[Act]:
    """Which acts a kind is made of. Raises KeyError for the refused: their outcome tells them."""
    return {Kind.LOOKS: looks(), Kind.EXPORTS: EXPORTS, Kind.EMERGENCIES: EMERGENCIES}[kind]


def mark(act: Act, outcome: Outcome) -> tuple[str, str]:
    """Tone and icon of an act: a refusal beats what was tried."""
    usual = ("", "eye" if act in looks() else "pencil")
    return REFUSALS.get(outcome) or MARKS.get(act, usual)
