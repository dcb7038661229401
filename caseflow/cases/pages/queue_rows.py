"""The lines of the list, drawn in Python because a page has fifty, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from flask import current_app, request, url_for
from markupsafe import Markup

from caseflow.access.models import Classification
from caseflow.cases.lists.list_views import QueuePage, QueueRow
from caseflow.cases.lists.queue import View
from caseflow.cases.pages.waiting_cells import WaitingCells
from caseflow.labels import Text, _, ngettext
from caseflow.web import marks
from caseflow.web.words import bdi, day, html, ref, safe, sentence, short_day, speech

SINCE = _("since %(day)s")
MOVE_SINCE = _("%(move)s, since %(day)s")
NO_DAY = _("day not in the old register")
ANY = "A-0000-00000"
"""Stands in an address for any reference."""
EDGES = frozenset({"late", "soon"})
SOON = 3
"""Calendar days before a case is due from which its line is marked."""


class Drawing:
    """Draws the lines of one page."""

    def __init__(self, *, entities: bool, waiting: WaitingCells | None = None) -> None:
        self.entities, self.waiting = entities, waiting
        self.address = url_for("cases.case", reference=ANY)
        self.cells = cells_of_this_page()
        self.owner = cache(partial(self.cells.owner, opt=waiting is not None))

    def line(self, row: QueueRow) -> Markup:
        """One case: its name, when it is due, where it stands, who has it, how far it travels."""
        cells, state = self.cells, state_of(row)
        return marks.row(
            state if state in EDGES else "",
            marks.name(
                row.title or row.reference,
                self.address.replace(ANY, row.reference),
                (ref(row.reference), cells.kind(row.category)),
            ),
            cells.due(state, row.left, row.due_on, not row.is_open, row.due_limit),
            cells.stage(row.mark, row.stage_label, row.stage_since),
            self.waiting.draw(row) if self.waiting else cells.received(row.received_on),
            cells.entity(row.entity_code) if self.entities else "",
            self.owner(row.owner.name if row.owner else "", row.desk),
            cells.classification(row.classification),
        )


def cells_of_this_page() -> Cells:
    """The cells in the language of this page, kept as long as the application."""
    kept: dict[tuple[str, str], Cells] = current_app.extensions.setdefault("caseflow.cells", {})
    spoken = (speech().name, request.script_root)
    if spoken not in kept:
        kept[spoken] = Cells()
    return kept[spoken]


class Cells:
    """Cells of a line; those that name nobody are drawn once in each language."""

    def __init__(self) -> None:
        for shared in ("kind", "due", "stage", "since", "received", "entity", "classification"):
            setattr(self, shared, lru_cache(maxsize=2048)(getattr(self, shared)))

    def kind(self, category: Text) -> Markup:
        """What the case is about."""
        return html(category)

    def due(
        self,
        state: str,
        left: Text | None,
        due_on: date | None,
        closed: bool,
        limit: Text | None = None,
    ) -> Markup:
        """When it is due, and beneath it what is left; or how it stands, and the day beneath.

        The limit is named where it is not that of the stage.
        """
        words, beneath = due(state, left, due_on, closed=closed)
        if limit is not None:
            beneath = safe(f"{bdi(beneath)} · {bdi(limit)}")
        if state == "none":
            return marks.cell(_("Due"), words, nil=True)
        return marks.cell(_("Due"), sub=beneath, body=marks.due(bdi(words), state))

    def stage(self, mark: int, label: Text, since: date | None) -> Markup:
        """Where it stands, and since when."""
        if since is None:
            beneath = html(NO_DAY)
        else:
            beneath = sentence(SINCE.msgid, day=bdi(short_day(since)))
        return marks.cell(_("Stage"), sub=beneath, body=marks.stage(label, mark))

    def since(self, move: Text, day: date | None) -> Markup:
        """The next move, and since when somebody has it."""
        words = move if day is None else Text(MOVE_SINCE.msgid, move=move, day=short_day(day))
        return safe(f'<span class="d-block quiet">{bdi(words)}</span>')

    def received(self, on: date) -> Markup:
        """When it came in."""
        body = safe(f'<span class="nowrap">{bdi(day(on))}</span>')
        return marks.cell(_("Received"), opt=True, body=body)

    def entity(self, code: str) -> Markup:
        """Whose case it is."""
        return marks.cell(_("Entity"), code, opt=True)

    def owner(self, name: str, desk: str, *, opt: bool) -> Markup:
        """Who has it: a person, or a desk; `opt` leaves it out where the page is narrow."""
        return marks.cell(_("Owner"), opt=opt, body=marks.who(name, desk))

    def classification(self, classification: Classification) -> Markup:
        """How far it may travel."""
        return marks.cell(_("Class"), body=marks.cls(classification))


def state_of(row: QueueRow) -> str:
    """How its time limit stands: stopped, none, late, soon or on."""
    if row.clock_stopped:
        return "stopped"
    if row.days_left is None or row.due_on is None:
        return "none"
    if row.days_left < 0:
        return "late"
    return "soon" if row.days_left <= SOON else "on"


def due(
    state: str, left: Text | None, due_on: date | None, *, closed: bool
) -> tuple[Text | str, Text | str]:
    """When a case is due, and beneath it how that stands, in the words of its own page."""
    if state == "stopped":
        return _("clock stopped"), ""
    if state == "none" or left is None:
        return (_("closed") if closed else _("no limit runs")), ""
    return (day(due_on), left) if state == "on" else (left, day(due_on))


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
    if narrowed:
        words = _(
            "A case may be there and not be for you: then its owner can let you in. Names are found"
            " by whole words."
        )
        return Nothing(_("No case matches"), words, "funnel", _("Clear the filters"), clear)
    see = _("See all cases within your reach")
    if view is View.WAITING:
        words = _("Cases whose next move is yours, and tasks that you were given, stand here.")
        return Nothing(_("Nothing waits for you"), words, action=see, url=url_for("cases.every"))
    if view is View.OTHERS:
        words = _(
            "Cases that you own or were let into stand here while somebody else has the move."
        )
        return Nothing(_("Nothing of yours waits for others"), words, "hourglass-split")
    if view is View.MINE:
        words = _("Cases you log, or that are handed over to you, stand here.")
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
