"""Moving a case on, on a page of its own."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from caseflow.access.checks import may
from caseflow.access.permissions import Permission
from caseflow.cases import queries
from caseflow.cases.forms.working import MoveForm, ReasonedMoveForm
from caseflow.cases.models import Case
from caseflow.cases.opened_case.move_views import ApartView, MoveView
from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.pages.case_acts import names_of, told_later
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import case_of, dated_form, stands, submit_on_case, to_case, view_of
from caseflow.cases.pages.move_words import meaning
from caseflow.cases.pages.room import READ, room
from caseflow.cases.pages.settling import settled
from caseflow.cases.services.moving import move as make_move
from caseflow.cases.track_effects import COUNT_DECISION
from caseflow.cases.workflow import stage_label, track
from caseflow.errors import AlreadyDone, NotFound
from caseflow.labels import Text, _
from caseflow.manifests import by_value
from caseflow.web import store
from caseflow.web.edit_forms import StandingForm, held
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor

GONE_ON = _(
    "Those of whom this page spoke have gone on since. Nothing was done: look at where they stand."
)


@room.route("/cases/<reference:reference>/move/<name>", methods=["GET", "POST"], permission=READ)
def move(reference: str, name: str) -> ResponseReturnValue:
    """Make a move of the track, from where its page showed the case.

    `of` in the address is a proceeding: those make the move who stand where it does.
    """
    held(store.session(), case_of(reference))
    view = view_of(reference)
    group = group_of(view, request.args.get("of", ""))
    found = open_move(view, name, group)
    title = found.label
    kind: type[StandingForm] = ReasonedMoveForm if found.wants_reason else MoveForm
    form = dated_form(kind, view)

    def moved(case: Case) -> object:
        reason, day = form["reason"].data or None, form["happened_on"].data
        own = group.proceeding_id if group else None
        how = {"reason": reason, "happened_on": day, "proceeding_id": own}
        return make_move(case, name, **how, **actor_and_now())

    if submit_on_case(form, reference, moved):
        case = case_of(reference)
        if group is not None:
            return to_case(
                reference,
                _("%(move)s: done for %(names)s.", move=title, names=names_of(view, group)),
            )
        now = stage_label(case.stage, case.track)
        return to_case(reference, _("The case stands at “%(stage)s” now.", stage=now))
    here = crumbs(view.head, (title, ""))
    shown = {
        "title": title,
        "button": title,
        "meaning": [*whose(view, group), *meaning(view, found)],
        "blocking": settled(view, found.blockers),
        "instead": told_later(view) if found.closes else [],
    }
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)


def group_of(view: CaseView, proceeding: str) -> ApartView | None:
    """Those of whom an address speaks; None for those who stand where the case does.

    Raises AlreadyDone where they have gone on since.
    """
    if not proceeding:
        return None
    for group in view.apart:
        if proceeding in map(str, group.proceedings):
            return group
    raise AlreadyDone(GONE_ON)


def whose(view: CaseView, group: ApartView | None) -> list[Text]:
    """Who makes the move, where it is not everybody who stands where the case does."""
    if group is None:
        return []
    names, stage = names_of(view, group), group.stage_label
    return [_("For %(names)s, now at “%(stage)s”.", names=names, stage=stage)]


def open_move(view: CaseView, name: str, group: ApartView | None = None) -> MoveView:
    """The move of this name that the reader may make now.

    Raises NotReady where the case has gone on since it could be made, NotFound for any other.
    """
    moves = group.moves if group else view.moves
    found = next((m for m in moves if m.name == name), None)
    if found is None and may_ever(view, name):
        raise AlreadyDone(
            _(
                "The case has gone on, and this step is not taken from where it stands now:"
                " “%(now)s”. It may have been taken already. Nothing was done.",
                now=stands(view),
            )
        )
    if found is None or found.by_decision:
        raise NotFound(_("There is no such move."))
    return found


def may_ever(view: CaseView, name: str) -> bool:
    """Whether the reader may make this move when the case stands where it begins."""
    session, case = store.session(), case_of(view.head.reference)
    every = {m.name: m for each in queries.track_names(session, case) for m in track(each).moves}
    if name not in every or COUNT_DECISION in every[name].effects:
        return False
    return may(session, current_actor(), by_value(Permission, every[name].needs), root=case)
