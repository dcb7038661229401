"""Pages on which an engagement ends, and on which a closed account is opened again."""

from __future__ import annotations

from uuid import UUID

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from caseflow.accounts import account_requests, queries
from caseflow.accounts.engagement_end import end_engagement, engagement_of
from caseflow.accounts.forms import EndEngagementForm, OpenAgainForm
from caseflow.accounts.models import AccountRequest, User
from caseflow.accounts.opening_again import open_again
from caseflow.accounts.pages.managing import to_request
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.two_people import takes_two
from caseflow.crypto.models import Compartment
from caseflow.labels import Text, _
from caseflow.reference.models import Entity
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor

room = Room("closing", __name__, compartment=Compartment.ACCOUNTS)
MANAGE = AccountPermission.MANAGE


@room.route(
    "/people/<username>/engagements/<uuid:engagement_id>/end",
    methods=["GET", "POST"],
    permission=MANAGE,
)
def end(username: str, engagement_id: UUID) -> ResponseReturnValue:
    """End an engagement today, and say why."""
    session, actor = store.session(), current_actor()
    user = queries.person(session, username, actor=actor)
    engagement = engagement_of(session, user, engagement_id, actor=actor)
    form, title = EndEngagementForm(), _("End the engagement")

    def verb() -> None:
        end_engagement(user, engagement, reason=form.reason.data, **actor_and_now())

    if submit(form, verb):
        tell(_("The engagement has ended."))
        return redirect(url_for("people.shown", username=username))
    place = session.get_one(Entity, engagement.entity_id).name
    words = [
        _(
            "From today %(person)s sees nothing more of %(entity)s through this engagement.",
            person=user.full_name,
            entity=place,
        ),
        _("It cannot be taken up again: another one is asked for, and two people give it."),
    ]
    return _asked(form, user, title, words)


@room.route("/people/<username>/open", methods=["GET", "POST"], permission=MANAGE)
def again(username: str) -> ResponseReturnValue:
    """Open a closed account again, or ask for it where its roles open anything."""
    session, actor = store.session(), current_actor()
    user = queries.person(session, username, actor=actor)
    two = takes_two(session, user, now=g.now)
    form, title = OpenAgainForm(), _("Open this account again")
    verb = account_requests.ask_opening if two else open_again
    if done := submit(form, lambda: verb(user, reason=form.reason.data, **actor_and_now())):
        if isinstance(done.result, AccountRequest):
            return to_request(done.result)
        tell(_("The account is open again."))
        return redirect(url_for("people.shown", username=username))
    words = [
        _(
            "%(person)s can sign in again, with the same password and every role that has not "
            "ended.",
            person=user.full_name,
        ),
        _("If somebody else may know the password, have a code made for a new one at once."),
    ]
    if two:
        words.append(_("Their roles open what is confidential: a second person confirms it."))
    if user.active:
        words = [_("This account is open.")]
    return _asked(form, user, title, words, shown=not user.active)


def _asked(
    form: BaseForm, user: User, title: Text, words: list[Text], *, shown: bool = True
) -> ResponseReturnValue:
    about = {"username": user.username, "name": user.full_name}
    facts = {"person": about, "title": title, "words": words, "shown": shown}
    return form_page("accounts/reason.html", form, **facts)
