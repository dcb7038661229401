"""Where what stands in the way of a move is settled: by the code of the condition, never its words.

An organisation words the conditions of its tracks itself; a link that went by the sentence would
be lost with the first word that is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from caseflow.access.permissions import Permission
from caseflow.cases.opened_case.move_views import Blocker
from caseflow.cases.opened_case.reading import RIGHTS
from caseflow.cases.opened_case.views import CaseView
from caseflow.labels import Text, _


@dataclass(frozen=True)
class Place:
    """A page on which a condition is settled, and what of `CaseView.may` opens it."""

    right: str
    endpoint: str

    @property
    def needs(self) -> tuple[Permission, ...]:
        """The permissions of which one is needed there."""
        return RIGHTS[self.right]


PLACES = {
    "no_allegation": Place("add-allegation", "cases.allege"),
    "no_investigator": Place("manage-access", "cases.let_in"),
    "conflict_undecided": Place("manage-access", "cases.access"),
    "finding_missing": Place("find", "cases.next_finding"),
}
"""By the code of the condition."""
SOMEBODY_ELSE = _("somebody with another role settles this")
WAITED_FOR = _("the next move waits for this")


def settled(case: CaseView, blockers: Iterable[Blocker]) -> list[dict[str, Any]]:
    """What stands in the way, each with the page where this reader settles it."""
    shown = []
    for blocker in blockers:
        url = settled_at(case, blocker.code)
        note: Text | str = WAITED_FOR if url else SOMEBODY_ELSE
        shown.append({"words": blocker.words, "url": url, "note": note})
    return shown


def settled_at(case: CaseView, code: str) -> str:
    """The page where this reader settles it; empty where somebody else does."""
    reference = case.head.reference
    place = PLACES.get(code)
    if place is not None and place.right in case.may:
        return url_for(place.endpoint, reference=reference)
    if code == "finding_missing":  # where the investigation is over, it is taken up again first
        back = [move.name for move in case.moves if move.investigates and move.ready]
        return url_for("cases.move", reference=reference, name=back[0]) if back else ""
    if code == "decision_stands" and case.may_set_aside:
        decision = next(each.id for each in case.decisions if each.id in case.may_set_aside)
        return url_for("cases.put_aside", reference=reference, decision_id=decision)
    if code == "merged" and case.head.merged_into:
        return url_for("cases.case", reference=case.head.merged_into)
    return ""
