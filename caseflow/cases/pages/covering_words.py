"""What the timeline says of words that are covered or shall be, and what its reader may do."""

from __future__ import annotations

from typing import Any

from flask import url_for

from caseflow.cases.opened_case.views import CaseView, EventView
from caseflow.labels import Text, _
from caseflow.web.guard import current_actor

Links = list[tuple[Text, str]]


def covering_words(case: CaseView, event: EventView) -> Text | str:
    """Whether what stood there is covered, or somebody asked for it."""
    if event.covered:
        return _("What stood there is covered.")
    if event.covering is None:
        why = event.covering_reason
        return (
            _("Somebody asked to cover this. It was left: “%(reason)s”", reason=why) if why else ""
        )
    return _("Somebody asks to cover this: “%(reason)s”", reason=event.covering_reason)


def covering_acts(case: CaseView, event: EventView) -> Links:
    """What the reader may do about words that should never have stood there."""
    reference = case.head.reference
    if event.covering is not None:
        return _about_covering(case, event, {"reference": reference, "covering_id": event.covering})
    if not event.was or event.correction is None or "correct" not in case.may:
        return []
    address = url_for("cases.ask_to_cover", reference=reference, correction_id=event.correction)
    return [(_("Ask to cover this"), address)]


def _about_covering(case: CaseView, event: EventView, at: dict[str, Any]) -> Links:
    if event.covered:
        opened = [(_("Open for a reason"), url_for("cases.open_covered", **at))]
        return opened if "open-covered" in case.may else []
    leave = url_for("cases.leave_uncovered", **at)
    if event.covering_by == current_actor().user_id:
        return [(_("Take back what you asked"), leave)]
    if "decide-covering" not in case.may:
        return []
    return [(_("Cover it"), url_for("cases.cover", **at)), (_("Leave it uncovered"), leave)]
