"""Possible matches: two people side by side, and what officers make of them."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.screening import forms
from caseflow.screening.models import Inquiry, PossibleMatch
from caseflow.screening.pages.room import BOTH, READ, RESOLVE, entry_form_page, room
from caseflow.screening.queries.corrected_people import count_corrected
from caseflow.screening.queries.referrals import read_referral, referral, referrals
from caseflow.screening.services.judging import judge
from caseflow.screening.services.unmatched_look_ups import let_go_on
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, submit, value_of
from caseflow.web.guard import current_actor
from caseflow.web.list_pages import asked_key, page_links


def referral_of(ref: str) -> Inquiry:
    """The referral of an address. Raises NotFound."""
    return referral(store.session(), ref, actor=current_actor())


room.things["going_on.ref"] = room.things["judged.ref"] = referral_of


@room.route("/matches", permission=RESOLVE)
def waiting() -> ResponseReturnValue:
    """The referrals that nobody has settled."""
    found = referrals(store.session(), actor=current_actor(), after=asked_key())
    actor, reads = current_actor(), current_actor().may(READ)
    corrected = count_corrected(store.session(), actor=actor) if reads else 0
    return render_template(
        "screening/waiting.html",
        referrals=found.rows,
        corrected=corrected,
        links=page_links(found.after),
    )


@room.route("/matches/<ref>", permission=RESOLVE)
def compare(ref: str) -> ResponseReturnValue:
    """The candidate and those who resemble them, side by side."""
    view = read_referral(store.session(), ref, actor=current_actor())
    return render_template("screening/compare.html", view=view, form=forms.JudgeForm())


@room.route("/matches/<ref>/go-on", permission=RESOLVE, methods=BOTH)
def going_on(ref: str) -> ResponseReturnValue:
    """Answer that a candidate whom nobody listed resembles may go on."""
    this = referral_of(ref)
    form = forms.GoOnForm()
    if submit(form, lambda: let_go_on(this, reason=form.reason.data, **actor_and_now())):
        tell(_("Your answer is recorded. The recruiter may go on."))
        return redirect(url_for("screening.compare", ref=ref))
    return entry_form_page(
        form,
        _("Let the candidate go on"),
        _("Answer for good"),
        ref,
        url_for("screening.compare", ref=ref),
    )


@room.route("/matches/<ref>/<uuid:match_id>", permission=RESOLVE, methods=BOTH)
def judged(ref: str, match_id: UUID) -> ResponseReturnValue:
    """Say whether it is one person."""
    this = referral_of(ref)
    match = store.session().get(PossibleMatch, match_id)
    if match is None or match.root_id != this.id:
        raise NotFound(_("There is no such match."))
    form = forms.JudgeForm()

    def verb() -> None:
        verdict, reason = value_of(form.verdict), value_of(form.reason)
        judge(this, match, verdict=verdict, reason=reason, **actor_and_now())

    if submit(form, verb):
        tell(_("Your judgement is recorded."))
        return redirect(url_for("screening.compare", ref=ref))
    return entry_form_page(
        form, _("Your judgement"), _("Judge"), ref, url_for("screening.compare", ref=ref)
    )
