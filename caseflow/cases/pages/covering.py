"""Covering what stood there before a correction: ask, decide, and open it for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.coverings import AskToCoverForm, CoverForm, LeaveForm, OpenForm
from caseflow.cases.models import Case
from caseflow.cases.opened_case.views import CaseView, EventView
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.corrected import in_words
from caseflow.cases.pages.doing import submit_on_case, to_case, view_of
from caseflow.cases.pages.room import READ, room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services import covering
from caseflow.errors import NotFound, Refused
from caseflow.labels import Text, _
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.words import say

BOTH = ["GET", "POST"]
MEANING = (
    _("Once a second person agrees, the words go from the timeline and from drafts of this case."),
    _(
        "They are sealed apart, under a key of their own. Few may open them, and each look is"
        " recorded with its reason."
    ),
    _("There is no way back: they never stand in the timeline again."),
    _(
        "Not reached: documents made before, backups, the frozen dossier of a register entry, and"
        " what a case that was merged into this one still says by itself. If a person is listed,"
        " tell the registry."
    ),
)


@room.route(
    "/cases/<reference:reference>/corrections/<uuid:correction_id>/cover",
    methods=BOTH,
    permission=CasePermission.EDIT,
)
def ask_to_cover(reference: str, correction_id: UUID) -> ResponseReturnValue:
    """Ask a second person to cover what stood there."""
    view = view_of(reference)
    event = next((e for e in view.timeline if e.correction == correction_id), None)
    if event is None or not event.was or event.covering is not None:
        raise NotFound(_("This is not part of the case."))
    if "correct" not in view.may:
        raise Refused(_("Your role does not let you do this here."))
    form = AskToCoverForm()
    if submit_on_case(
        form,
        reference,
        lambda case: covering.ask_to_cover(
            case, correction_id, reason=form.reason.data, **actor_and_now()
        ),
    ):
        said = _("You have asked for it: it stays readable until a second person agrees.")
        return to_case(reference, said, "timeline")
    title = _("Ask to cover what stood there")
    return shown(view, form, title, _lede(event), MEANING)


@room.route(
    "/cases/<reference:reference>/coverings/<uuid:covering_id>/agree",
    methods=BOTH,
    permission=CasePermission.REVIEW,
)
def cover(reference: str, covering_id: UUID) -> ResponseReturnValue:
    """Agree to cover what somebody else asked for."""
    view, event = waiting(reference, covering_id)
    if event.covering_by == current_actor().user_id:
        raise Refused(_("You asked for this: somebody else decides."))
    form = CoverForm()
    if submit_on_case(
        form, reference, lambda case: covering.cover(case, covering_id, **actor_and_now())
    ):
        return to_case(reference, _("It is covered."), "timeline")
    why = (Text(_("The reason: “%(reason)s”").msgid, reason=event.covering_reason),)
    return shown(view, form, _("Cover what stood there"), _lede(event), (*why, *MEANING))


@room.route(
    "/cases/<reference:reference>/coverings/<uuid:covering_id>/leave",
    methods=BOTH,
    permission=READ,
)
def leave_uncovered(reference: str, covering_id: UUID) -> ResponseReturnValue:
    """Decline, or take back what one asked."""
    view, event = waiting(reference, covering_id)
    own = event.covering_by == current_actor().user_id
    if not own and "decide-covering" not in view.may:
        raise Refused(_("Your role does not let you do this here."))
    form = LeaveForm()

    def verb(case: Case) -> None:
        covering.leave_uncovered(case, covering_id, reason=form.reason.data, **actor_and_now())

    if submit_on_case(form, reference, verb):
        return to_case(reference, _("It stays as it is."), "timeline")
    title = _("Take back what you asked") if own else _("Leave it uncovered")
    words = (_("The words stay readable in the timeline. It can be asked anew."),)
    return shown(view, form, title, _lede(event), words)


@room.route(
    "/cases/<reference:reference>/coverings/<uuid:covering_id>/open",
    methods=BOTH,
    permission=CasePermission.UNCOVER,
)
def open_covered(reference: str, covering_id: UUID) -> ResponseReturnValue:
    """Read what was covered, for a reason; the answer is shown once and kept nowhere."""
    view = view_of(reference)
    event = next((e for e in view.timeline if e.covering == covering_id), None)
    if event is None or not event.covered:
        raise NotFound(_("Nothing is covered here."))
    form, title = OpenForm(), _("Open what was covered")
    known: list[str] = []

    def verb(case: Case) -> None:
        known.append(
            covering.open_covered(case, covering_id, reason=form.reason.data, **actor_and_now())
        )

    if submit_on_case(form, reference, verb):
        g.act_is_done = True  # the answer is shown at once, so nothing leads on
        words = in_words(event.fact, known[0])
        return shown(view, None, title, say(event.label), (words,))
    return shown(view, form, title, say(event.label), (_("Your look is recorded."),))


def waiting(reference: str, covering_id: UUID) -> tuple[CaseView, EventView]:
    """The case, and its correction about which somebody asked. Raises NotFound."""
    view = view_of(reference)
    event = next((e for e in view.timeline if e.covering == covering_id), None)
    if event is None or event.covered:
        raise NotFound(_("Nothing waits to be decided here."))
    return view, event


def _lede(event: EventView) -> str:
    return f"{say(event.label)} · {in_words(event.fact, event.was)}"


def shown(
    view: CaseView,
    form: BaseForm | None,
    title: Text,
    lede: str,
    meaning: Sequence[Text | str],
) -> ResponseReturnValue:
    """The page of one of these acts, or of the words that were opened."""
    here = crumbs(view.head, (title, ""))
    told: dict[str, object] = {"title": title, "words": lede, "meaning": meaning, "button": title}
    blank = BaseForm() if form is None else form
    told["read_only"] = form is None
    return form_page("cases/act.html", blank, head=view.head, crumbs=here, **told)
