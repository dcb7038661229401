"""How the auditors' page shows an act: its kind, its mark, and what it counts as."""

from __future__ import annotations

from caseflow.audit.acts import Act, Outcome
from caseflow.labels import Labelled, _


class Kind(Labelled):
    """What a quick filter of the trail keeps."""

    LOOKS = "looks", _("Views")
    EXPORTS = "exports", _("Exports")
    REFUSED = "refused", _("Refused")
    EMERGENCIES = "emergencies", _("Emergencies")


EXPORTS = frozenset({Act.CASE_EXPORTED, Act.DOCUMENT_MADE})
LOOKING = frozenset({Act.INQUIRY_MADE, Act.EXPORT_VERIFIED, Act.SEARCHED})
LOOKS = frozenset(act for act in Act if act.value.endswith((":read", ":listed")) or act in LOOKING)
ACTS: dict[Kind, frozenset[Act]] = {
    Kind.LOOKS: LOOKS,
    Kind.EXPORTS: EXPORTS,
    Kind.EMERGENCIES: frozenset({Act.BREAK_GLASS}),
}
"""Which acts each kind is made of; what was refused is known by its outcome."""

ACCESS = frozenset(
    {
        Act.ACCESS_ASKED,
        Act.ACCESS_BARRED,
        Act.ACCESS_GIVEN,
        Act.ACCESS_TAKEN,
        Act.ACCESS_WITHDRAWN,
    }
)
SCREENING = frozenset(
    act for act in Act if act.value.startswith(("inquiry:", "register:", "thresholds:"))
)
"""Acts of screening: they belong to the entity of the role by which they were done."""
DOOR = frozenset({Act.SIGNED_IN, Act.SIGN_IN_FAILED, Act.SESSION_ENDED})

REFUSALS = {
    Outcome.DENIED: ("late", "slash-circle"),
    Outcome.FAILED: ("warn", "exclamation-triangle-fill"),
}
MARKS: dict[Act, tuple[str, str]] = {
    **dict.fromkeys(LOOKS, ("", "eye")),
    **dict.fromkeys(EXPORTS, ("info", "file-earmark-pdf")),
    **dict.fromkeys(ACCESS, ("", "person-check")),
    **dict.fromkeys(DOOR, ("", "box-arrow-right")),
    Act.BREAK_GLASS: ("seal", "unlock"),
}


def mark(act: Act, outcome: Outcome) -> tuple[str, str]:
    """Tone and icon of an act: a refusal beats what was tried."""
    return REFUSALS.get(outcome) or MARKS.get(act, ("", "pencil"))
