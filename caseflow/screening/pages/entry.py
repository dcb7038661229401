"""One entry: read, give notice, publish, withdraw."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import day_of
from caseflow.cases.forms.access import Match, SettleForm
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.matters.pages.to_dos import task_to_do
from caseflow.screening import forms
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.pages.room import (
    BOTH,
    MANAGE,
    PUBLISH,
    READ,
    entry_of,
    room,
    submit_on_entry,
    to_entry,
)
from caseflow.screening.queries.corrected_people import open_correction
from caseflow.screening.queries.register import read_entry, read_whole_entry
from caseflow.screening.services import entries
from caseflow.screening.services.corrected_people import leave_as_listed, take_correction_over
from caseflow.screening.services.entry_bar_settlement import settle_entry_bar
from caseflow.screening.services.entry_withdrawal import (
    ask_withdrawal,
    confirm_withdrawal,
    keep_listed,
)
from caseflow.screening.services.landed_entries import lift_suspension
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, value_of
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.words import say


@room.route("/register/<ref>", permission=READ)
def one(ref: str) -> ResponseReturnValue:
    """One entry."""
    view = read_whole_entry(store.session(), ref, actor=current_actor())
    able = current_actor().may(MANAGE)
    tasks = [task_to_do(each, _ends(ref, each.id) if able else "") for each in view.tasks]
    return render_template("screening/entry.html", entry=view, tasks=tasks)


def _ends(ref: str, task_id: UUID) -> str:
    """Where a task about an entry is marked as done."""
    return url_for("screening.finish", ref=ref, task_id=task_id)


def step(form: BaseForm, title: Text, button: Text, words: Text, ref: str) -> ResponseReturnValue:
    """The page of one step of an entry: what it does, and what the entry rests on."""
    view = read_entry(store.session(), ref, actor=current_actor())
    page = render_template(
        "screening/step.html", form=form, title=title, button=button, words=words, entry=view
    )
    return page, 422 if form.errors else 200


def standing(ref: str) -> dict[Text, str]:
    """Where an entry stands, for a form that moves it on; nobody moves it meanwhile."""
    this = held(store.session(), entry_of(ref))
    return {_("Stage"): say(SUSPENDED if this.suspended_at else this.stage)}


@room.route("/register/<ref>/notice", permission=MANAGE, methods=BOTH)
def notice(ref: str) -> ResponseReturnValue:
    """Record that the subject has notice."""
    this = entry_of(ref)
    today = day_of(store.session(), this.entity_id, g.now)
    form = forms.NoticeForm(data={"on": today}, today=today, shows=standing(ref))

    def verb(this: RegisterEntry) -> None:
        late = value_of(form.late_reason)
        on, words = value_of(form.on), value_of(form.words)
        entries.notice_to_subject(this, on=on, words=words, late_reason=late, **actor_and_now())

    if submit_on_entry(form, ref, verb):
        told = _("The notice is recorded. An officer who did not propose the entry can publish it.")
        return to_entry(ref, told)
    words = _(
        "Once the notice is recorded, an officer who did not propose the entry can publish it."
    )
    return step(form, _("Notice to the subject"), _("Record the notice"), words, ref)


@room.route("/register/<ref>/publish", permission=PUBLISH, methods=BOTH)
def publish(ref: str) -> ResponseReturnValue:
    """Publish an entry that somebody else proposed, after a look at what it rests on."""
    form = forms.ConfirmForm(shows=standing(ref))

    def verb(this: RegisterEntry) -> None:
        entries.publish(this, **actor_and_now())

    if submit_on_entry(form, ref, verb):
        return to_entry(ref, _("Published: candidates are compared with it from now on."))
    words = _(
        "From then on candidates are compared with this entry. It takes two people to take it out "
        "again."
    )
    return step(form, _("Publish the entry"), _("Publish the entry"), words, ref)


@room.route("/register/<ref>/withdraw", permission=MANAGE, methods=BOTH)
def withdraw(ref: str) -> ResponseReturnValue:
    """Take back an entry, or ask that a published one be taken out."""
    form = forms.WithdrawForm(shows=standing(ref))
    asks = entry_of(ref).stage is EntryStage.PUBLISHED

    def verb(this: RegisterEntry) -> None:
        # what the page offered, so that nobody takes out alone what was published meanwhile
        (ask_withdrawal if asks else entries.withdraw)(
            this, reason=value_of(form.reason), **actor_and_now()
        )

    if submit_on_entry(form, ref, verb):
        return to_entry(ref, ASKED if asks else _("The entry is withdrawn."))
    title = _("Ask to withdraw the entry") if asks else _("Withdraw the entry")
    return step(form, title, title, ASKS if asks else TAKES_OUT, ref)


ASKS = _("Another officer has to confirm it. Until then the entry stays as it is.")
TAKES_OUT = _(
    "The entry goes no further, and nobody is ever compared with it. This cannot be undone: the "
    "person could only be proposed again."
)


@room.route("/register/<ref>/withdrawal", permission=PUBLISH, methods=BOTH)
def confirm(ref: str) -> ResponseReturnValue:
    """Confirm that a published entry is taken out, as another officer asked."""
    asked = entry_of(ref).withdrawal_asked_at
    form = forms.ConfirmWithdrawalForm(data={"asked": asked.isoformat() if asked else ""})

    def verb(this: RegisterEntry) -> None:
        confirm_withdrawal(this, seen=form.asked_at, **actor_and_now())

    if submit_on_entry(form, ref, verb):
        return to_entry(ref, _("Withdrawn: nobody is compared with it any more."))
    words = _(
        "Nobody is compared with this entry any more. This cannot be undone: the person could only "
        "be proposed again."
    )
    return step(form, _("Confirm the withdrawal"), _("Withdraw the entry"), words, ref)


@room.route("/register/<ref>/withdrawal/drop", permission=MANAGE, methods=["POST"])
def keep(ref: str) -> ResponseReturnValue:
    """Take back what was asked, or decline it."""
    perform(keep_listed, entry_of(ref), **actor_and_now())
    return to_entry(ref, _("The entry stays."))


@room.route("/register/<ref>/correction", permission=PUBLISH, methods=BOTH)
def correction(ref: str) -> ResponseReturnValue:
    """Deal with what the case says now of the person."""
    corrected = open_correction(store.session(), entry_of(ref))
    if corrected is None and request.method == "GET":
        raise NotFound(_("Nothing is left to deal with in this entry."))
    form = forms.CorrectedForm(data={"asked": corrected.noted_at.isoformat() if corrected else ""})

    def verb(this: RegisterEntry) -> None:
        takes = form.dealing.data is forms.Dealing.TAKE_OVER
        deal = take_correction_over if takes else leave_as_listed
        deal(this, seen=form.asked_at, reason=value_of(form.reason), **actor_and_now())

    if submit_on_entry(form, ref, verb):
        return to_entry(ref, _("What the case says now was dealt with."))
    words = _(
        "What you take over stands in the entry from now on, and candidates are compared with it. "
        "The ground stays frozen. Where you leave the entry, it is told again when the case is "
        "corrected again."
    )
    return step(form, _("What the case says now"), _("Deal with it"), words, ref)


@room.route("/register/<ref>/suspension", permission=PUBLISH, methods=BOTH)
def lift(ref: str) -> ResponseReturnValue:
    """Let a suspended entry hold again."""
    form = forms.WithdrawForm(shows=standing(ref))
    if entry_of(ref).suspended_at is None and request.method == "GET":
        raise NotFound(_("This entry is not suspended."))

    def verb(this: RegisterEntry) -> None:
        lift_suspension(this, reason=value_of(form.reason), **actor_and_now())

    if submit_on_entry(form, ref, verb):
        return to_entry(ref, _("The suspension is lifted: the entry counts again."))
    words = _("The entry counts again, for the conduct that its decision proved.")
    return step(form, _("Lift the suspension"), _("Lift the suspension"), words, ref)


@room.route("/register/<ref>/bars/<uuid:bar_id>", permission=MANAGE, methods=BOTH)
def settle(ref: str, bar_id: UUID) -> ResponseReturnValue:
    """Decide whether an officer with the person's name is that person."""
    view = read_entry(store.session(), ref, actor=current_actor())
    about = next((each for each in view.kept_out if each.id == bar_id and each.undecided), None)
    if about is None:
        raise NotFound(_("There is no such match."))
    form = SettleForm()

    def verb(this: RegisterEntry) -> None:
        same = form.match.data is Match.YES
        settle_entry_bar(this, bar_id, same=same, reason=value_of(form.reason), **actor_and_now())

    if submit_on_entry(form, ref, verb):
        return to_entry(ref, _("The match is settled."))
    title = _("Is %(name)s the person of this entry?", name=about.name)
    words = _("The name is the same. Until you decide, they neither see nor change this entry.")
    return step(form, title, _("Settle the match"), words, ref)


SUSPENDED = _("Suspended")
ASKED = _("Your request is recorded. The entry stays as it is until another officer confirms.")
