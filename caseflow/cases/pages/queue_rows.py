"""A line of the list in words: when it is due, where it stands, who has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from caseflow.access.models import Classification
from caseflow.cases.pages.marks import mark_of
from caseflow.cases.queue import View
from caseflow.cases.views import QueuePage, QueueRow
from caseflow.cases.workflow import CLOSED
from caseflow.labels import Text, _, ngettext
from caseflow.web.words import day

SOON = 3
"""Calendar days before a case is due from which its line is marked."""


@dataclass(frozen=True)
class Line:
    """What the list prints of one case."""

    url: str
    reference: str
    title: str
    category: Text
    entity: str
    entity_name: str
    stage: Text
    mark: int
    since: date
    received: date
    due: Text | str
    due_state: str
    due_note: str | Text
    owner: str
    desk: str
    classification: Classification
    edge: str


def row_of(row: QueueRow, today: date) -> Line:
    """One case as the list prints it."""
    words, state, note = due(row)
    return Line(
        url=url_for("cases.case", reference=row.reference),
        reference=row.reference,
        title=row.title or row.reference,
        category=row.category,
        entity=row.entity_code,
        entity_name=row.entity_name,
        stage=row.stage_label,
        mark=mark_of(row.stage),
        since=row.stage_since,
        received=row.received_on,
        due=words,
        due_state=state,
        due_note=note,
        owner=row.owner.name if row.owner else "",
        desk=row.desk,
        classification=row.classification,
        edge=state if state in {"late", "soon"} else "",
    )


def due(row: QueueRow) -> tuple[Text | str, str, Text | str]:
    """When a case is due: the words, how they are marked, and what stands beneath."""
    if row.clock_stopped:
        return _("clock stopped"), "stopped", day(row.due_on)
    if row.days_left is None or row.due_on is None:
        return (_("closed") if row.stage == CLOSED else _("no limit runs")), "none", ""
    left = row.days_left
    if left < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -left), "late", day(row.due_on)
    if left == 0:
        return _("due today"), "soon", day(row.due_on)
    if left <= SOON:
        words = ngettext("due in %(count)s day", "due in %(count)s days", left)
        return words, "soon", day(row.due_on)
    return day(row.due_on), "on", ngettext("%(count)s day left", "%(count)s days left", left)


@dataclass(frozen=True)
class Nothing:
    """Why a list is empty, and what to do next."""

    title: Text
    words: Text
    glyph: str = "inbox"
    action: Text | str = ""
    url: str = ""
    primary: bool = False


def nothing(page: QueuePage, view: View, *, narrowed: bool, clear: str, may_log: bool) -> Nothing:
    """Nothing yet, no match, or nothing for this reader."""
    if page.too_common:
        title = _("Too many people are called that")
        return Nothing(title, _("Type the whole name, as it was written down."), "people")
    if narrowed:
        words = _("A case may be there and not be for you: then its owner can let you in.")
        return Nothing(_("No case matches"), words, "funnel", _("Clear the filters"), clear)
    if view is View.MINE:
        words = _("Cases you log, or that are handed over to you, stand here.")
        see = _("See all cases within your reach")
        return Nothing(_("Nothing is with you"), words, action=see, url=url_for("cases.every"))
    if view is View.ALL:
        return nothing_at_all(may_log=may_log)
    return Nothing(_("Nothing here"), _("No open case is in this view."), "check2")


def nothing_at_all(*, may_log: bool) -> Nothing:
    """Nobody logged a case yet, or none is open to this reader."""
    if may_log:
        title, words = _("No cases yet"), _("The first one starts here.")
        log = url_for("cases.new")
        return Nothing(title, words, "folder2", _("Log a case"), log, True)
    title = _("No case is open to you yet")
    words = _("You see the cases you were let into. Their owners decide that.")
    ask = _("Ask to be let into a case")
    return Nothing(title, words, "person-lock", ask, url_for("cases.join"))


def counted(page: QueuePage, view: View, *, narrowed: bool, further: bool) -> Text:
    """How many cases there are, as far as it is known."""
    number = len(page.rows)
    if further:
        return ngettext("%(count)s more case", "%(count)s more cases", number)
    known = next((v for v in page.views if v.view == view), None)
    if known is not None and not narrowed:
        if known.more:
            return _("more than %(count)s cases, the first %(n)s here", count=known.count, n=number)
        return ngettext("%(count)s case", "%(count)s cases", known.count)
    if page.next_key:
        return _("the first %(count)s cases", count=number)
    return ngettext("%(count)s case", "%(count)s cases", number)
