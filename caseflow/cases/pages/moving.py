"""Moving a case on, on a page of its own."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from caseflow.cases.forms.working import MoveForm, ReasonedMoveForm
from caseflow.cases.models import Case
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import (
    asked,
    case_of,
    dated_form,
    done,
    to_case,
    view_of,
    who,
)
from caseflow.cases.pages.move_words import meaning
from caseflow.cases.pages.room import READ, room
from caseflow.cases.pages.settling import settled
from caseflow.cases.services.moving import move as make_move
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.web.forms import BaseForm


@room.route("/cases/<reference:reference>/move/<name>", methods=["GET", "POST"], permission=READ)
def move(reference: str, name: str) -> ResponseReturnValue:
    """Make a move of the track."""
    view = view_of(reference)
    found = next((m for m in view.moves if m.name == name and not m.by_decision), None)
    if found is None:
        raise NotFound(_("There is no such move."))
    kind: type[BaseForm] = ReasonedMoveForm if found.wants_reason else MoveForm
    form = dated_form(kind, view.head)

    def moved(case: Case) -> object:
        reason, day = form["reason"].data or None, form["happened_on"].data
        return make_move(case, name, reason=reason, happened_on=day, **who())

    if done(form, reference, moved):
        labels = {stage.code: stage.label for stage in view.stages}
        now = labels[case_of(reference).stage]
        return to_case(reference, _("The case stands at “%(stage)s” now.", stage=now))
    here, title = crumbs(view.head, (found.label, "")), found.label
    shown = {
        "title": title,
        "button": title,
        "meaning": meaning(view, found),
        "blocking": settled(view, found.blockers),
    }
    return asked("cases/act.html", form, head=view.head, crumbs=here, **shown)
