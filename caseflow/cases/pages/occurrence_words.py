"""When something is said to have happened, in words."""

from __future__ import annotations

from caseflow.cases.models import Precision
from caseflow.cases.opened_case.views import OccurrenceView
from caseflow.labels import _
from caseflow.web.words import day, month, say


def happened(occurrence: OccurrenceView) -> str:
    """When it is said to have happened, as surely as it is known."""
    first, last = occurrence.first_day, occurrence.last_day
    match occurrence.precision:
        case Precision.EXACT:
            return day(first)
        case Precision.ABOUT if first is not None and first.day == 1:
            return say(_("about %(month)s", month=month(first)))
        case Precision.ABOUT:
            return say(_("about %(day)s", day=first))
        case Precision.BETWEEN:
            return say(_("between %(first)s and %(last)s", first=first, last=last))
        case _:
            return say(_("not known"))
