"""One entry: read, give notice, publish, withdraw."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from caseflow.labels import Text, _
from caseflow.screening import forms
from caseflow.screening.models import RegisterEntry
from caseflow.screening.pages.room import (
    BOTH,
    MANAGE,
    PUBLISH,
    READ,
    done,
    given,
    room,
    to_entry,
    who,
)
from caseflow.screening.queries.register import read_entry
from caseflow.screening.services import entries
from caseflow.web import store
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.words import today


@room.route("/register/<ref>", permission=READ)
def one(ref: str) -> ResponseReturnValue:
    """One entry."""
    view = read_entry(store.session(), ref, actor=current_actor())
    return render_template("screening/entry.html", entry=view)


def step(form: BaseForm, title: Text, button: Text, ref: str) -> ResponseReturnValue:
    """The page of one step of an entry, with what the entry rests on before the reader."""
    view = read_entry(store.session(), ref, actor=current_actor())
    page = render_template("screening/step.html", form=form, title=title, button=button, entry=view)
    return page, 422 if form.errors else 200


@room.route("/register/<ref>/notice", permission=MANAGE, methods=BOTH)
def notice(ref: str) -> ResponseReturnValue:
    """Record that the subject has notice."""
    form = forms.NoticeForm(data={"on": today()})

    def verb(this: RegisterEntry) -> None:
        entries.notice_to_subject(this, on=given(form.on), words=given(form.words), **who())

    if done(form, ref, verb):
        return to_entry(ref, _("The notice is recorded. Another officer may publish now."))
    return step(form, _("Notice to the subject"), _("Record the notice"), ref)


@room.route("/register/<ref>/publish", permission=PUBLISH, methods=BOTH)
def publish(ref: str) -> ResponseReturnValue:
    """Publish an entry that somebody else proposed, after a look at what it rests on."""
    form = forms.PublishForm()

    def verb(this: RegisterEntry) -> None:
        entries.publish(this, **who())

    if done(form, ref, verb):
        return to_entry(ref, _("Published: candidates are compared with it from now on."))
    return step(form, _("Publish the entry"), _("Publish"), ref)


@room.route("/register/<ref>/withdraw", permission=MANAGE, methods=BOTH)
def withdraw(ref: str) -> ResponseReturnValue:
    """Take an entry out of every comparison."""
    form = forms.WithdrawForm()

    def verb(this: RegisterEntry) -> None:
        entries.withdraw(this, reason=given(form.reason), **who())

    if done(form, ref, verb):
        return to_entry(ref, _("Withdrawn."))
    return step(form, _("Withdraw the entry"), _("Withdraw the entry"), ref)
