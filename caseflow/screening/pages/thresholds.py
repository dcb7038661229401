"""The threshold laboratory: what other thresholds would do, and changing them by two people."""

from __future__ import annotations

from decimal import Decimal

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from caseflow.labels import Text, _
from caseflow.screening.forms import ThresholdsForm
from caseflow.screening.matching.effects import change
from caseflow.screening.pages.room import BOTH, MANAGE, PUBLISH, RESOLVE, room
from caseflow.screening.queries.thresholds import in_force, judged_pairs, versions
from caseflow.screening.services import thresholds as verbs
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, submit, value_of
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform


@room.route("/thresholds", permission=RESOLVE)
def laboratory() -> ResponseReturnValue:
    """The thresholds that hold, earlier ones, and a proposal with its effect."""
    return _page(_form())


@room.route("/thresholds/propose", permission=MANAGE, methods=BOTH)
def propose_thresholds() -> ResponseReturnValue:
    """Try other thresholds on the judged pairs, or propose them."""
    form = _form()

    def propose() -> None:
        verbs.propose_thresholds(
            store.session(),
            refer_from=float(value_of(form.refer_from)),
            strong_from=float(value_of(form.strong_from)),
            reason=value_of(form.reason) or "",
            **actor_and_now(),
        )

    if value_of(form.only_try):
        form.validate()
    elif submit(form, propose):
        return _back(_("Proposed. Somebody else confirms it."))
    return _page(form)


@room.route("/thresholds/<int:number>/confirm", permission=PUBLISH, methods=["POST"])
def confirm_thresholds(number: int) -> ResponseReturnValue:
    """Let proposed thresholds hold."""
    perform(verbs.confirm_thresholds, verbs.proposal(store.session(), number), **actor_and_now())
    return _back(_("Confirmed: the new thresholds hold from now on."))


@room.route("/thresholds/<int:number>/refuse", permission=PUBLISH, methods=["POST"])
def refuse_thresholds(number: int) -> ResponseReturnValue:
    """Set a proposal aside."""
    perform(verbs.refuse_thresholds, verbs.proposal(store.session(), number), **actor_and_now())
    return _back(_("Set aside."))


def _form() -> ThresholdsForm:
    now = in_force(store.session())
    return ThresholdsForm(
        data={
            "refer_from": Decimal(str(now.refer_from)),
            "strong_from": Decimal(str(now.strong_from)),
        }
    )


def _page(form: ThresholdsForm) -> ResponseReturnValue:
    session, actor = store.session(), current_actor()
    now = in_force(session)
    listed = versions(session, actor=actor)
    proposed = next((each for each in listed if each.waiting), None)
    tried = value_of(form.refer_from)
    then = proposed.refer_from if proposed else float(now.refer_from if tried is None else tried)
    pairs = judged_pairs(session, actor=actor)
    return render_template(
        "screening/thresholds.html",
        form=form,
        now=now,
        then=then,
        versions=listed,
        proposed=proposed,
        change=change(pairs, now.refer_from, then),
    ), 422 if form.errors else 200


def _back(sentence: Text) -> Response:
    tell(sentence)
    return redirect(url_for("screening.laboratory"))
