"""The cell of a list that says what a case waits for, with the pages where it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import url_for
from markupsafe import Markup, escape

from caseflow.cases.lists.list_views import QueueRow, Waiting
from caseflow.cases.opened_case.move_views import Blocker
from caseflow.cases.pages.settling import PLACES
from caseflow.labels import Text, _, ngettext
from caseflow.web import marks
from caseflow.web.words import bdi, html, safe, sentence

ANY, ANY_MOVE = "A-0000-00000", "any-move"
"""Stand in an address for any reference and for any move."""
TO_DO = _("To do")
WAITS_FOR = _("Waits for")
NEXT = _("then: %(move)s")
OR = _(" or ")


class WaitingCells:
    """Draws the cells of one page: what the reader has to do, or for whom their cases wait."""

    def __init__(self, *, others: bool, since: Callable[[Text, date | None], Markup]) -> None:
        """`since` draws the next move and since when it waits (`queue_rows.Cells.since`)."""
        self.others, self.since = others, since
        self.drawn: dict[tuple[Waiting | None, date | None], str] = {}
        self.people: dict[tuple[str, ...], str] = {}
        self.case = url_for("cases.case", reference=ANY)
        self.move = url_for("cases.move", reference=ANY, name=ANY_MOVE)
        self.decision = url_for("cases.decision", reference=ANY)
        self.places = {
            code: url_for(place.endpoint, reference=ANY) for code, place in PLACES.items()
        }

    @property
    def heading(self) -> Text:
        """The heading of the column."""
        return WAITS_FOR if self.others else TO_DO

    def draw(self, row: QueueRow) -> Markup:
        """The cell of one case; cells that differ in nothing but the case are drawn once."""
        waits, since = row.waiting, row.stage_since if self.others else None
        if (waits, since) not in self.drawn:
            self.drawn[waits, since] = self._cell(waits, since)
        return safe(self.drawn[waits, since].replace(ANY, row.reference))

    def _cell(self, waits: Waiting | None, since: date | None) -> str:
        if waits is None:
            return str(marks.cell(self.heading, nil=True))
        body = self._for_whom(waits, since) if self.others else self._to_do(waits)
        return str(marks.cell(self.heading, body=body))

    def _for_whom(self, waits: Waiting, day: date | None) -> Markup:
        if waits.label is None:
            return safe(f"<span>{sentence(_('no move goes on from here').msgid)}</span>")
        if waits.whom not in self.people:
            self.people[waits.whom] = str(html(OR)).join(bdi(each) for each in waits.whom)
        return safe(f"<span>{self.people[waits.whom]}</span>{self.since(waits.label, day)}")

    def _to_do(self, waits: Waiting) -> Markup:
        """The next move where it is the reader's, with what is unsettled; and their tasks."""
        lines = []
        if waits.mine and waits.move is not None and not waits.blockers:
            lines.append(self._link(self._move(waits, waits.move), waits.label))
        elif waits.mine:
            lines.append(safe(f'<span class="d-block">{html(waits.label)}</span>'))
            lines += [self._blocker(waits, each) for each in waits.blockers]
        if waits.tasks:
            words = ngettext("%(count)s task for you", "%(count)s tasks for you", waits.tasks)
            lines.append(self._link(f"{self.case}#tasks", words))
        if waits.label is not None and not waits.mine:
            then = Text(NEXT.msgid, move=waits.label)
            lines.append(safe(f'<span class="d-block quiet">{bdi(then)}</span>'))
        return safe("".join(lines))

    def _move(self, waits: Waiting, name: str) -> str:
        if waits.by_decision:
            return self.decision
        address = self.move.replace(ANY_MOVE, name)
        return f"{address}?of={waits.proceeding_id}" if waits.proceeding_id else address

    def _blocker(self, waits: Waiting, blocker: Blocker) -> Markup:
        """What is unsettled: a link to its page, or to the case where somebody else settles it."""
        place = PLACES.get(blocker.code)
        own = place is not None and not waits.may.isdisjoint(place.needs)
        address = self.places[blocker.code] if own else f"{self.case}#tasks"
        return self._link(address, blocker.words)

    @staticmethod
    def _link(address: str, words: object) -> Markup:
        about = f'<span class="visually-hidden"> · {ANY}</span>'
        return safe(
            f'<span class="d-block"><a href="{escape(address)}">{html(words)}{about}</a></span>'
        )
