"""Pages on which a second person confirms what one person asked for an account."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.accounts import account_requests
from caseflow.accounts.models import AccountRequest, User
from caseflow.accounts.pages.password_reset import code_page
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.request_queries import request_lines, request_of, request_view
from caseflow.crypto.models import Compartment
from caseflow.errors import NotReady, Refused
from caseflow.labels import Text, _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import deny, perform
from caseflow.web.menus import Group, MenuEntry, register_menu

room = Room("deciding", __name__, compartment=Compartment.ACCOUNTS)
MANAGE = AccountPermission.MANAGE
register_menu(
    MenuEntry(Group.SETTINGS, _("Requests"), "deciding.listed", "person-check", MANAGE, order=11)
)


@room.route("/account-requests", permission=MANAGE)
def listed() -> ResponseReturnValue:
    """What waits for a second person, and what was decided lately."""
    lines = request_lines(store.session(), actor=current_actor(), now=g.now)
    return render_template("accounts/requests.html", requests=lines)


@room.route("/account-requests/<uuid:request_id>", permission=MANAGE)
def shown(request_id: UUID) -> ResponseReturnValue:
    """One request: who asks for what and why, and who had a hand in the account."""
    view = request_view(store.session(), request_id, actor=current_actor(), now=g.now)
    return render_template("accounts/request.html", request=view)


@room.route("/account-requests/<uuid:request_id>/confirm", methods=["POST"], permission=MANAGE)
def confirm(request_id: UUID) -> ResponseReturnValue:
    """Do what was asked, as the second person."""
    return _decide(request_id, account_requests.confirm, _("Confirmed. It applies from now on."))


@room.route("/account-requests/<uuid:request_id>/decline", methods=["POST"], permission=MANAGE)
def decline(request_id: UUID) -> ResponseReturnValue:
    """Set it aside."""
    return _decide(
        request_id, account_requests.decline, _("Declined. The person who asked is told.")
    )


@room.route("/account-requests/<uuid:request_id>/withdraw", methods=["POST"], permission=MANAGE)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    return _decide(request_id, account_requests.withdraw, _("Withdrawn."))


def _decide(request_id: UUID, verb: Callable[..., str | None], done: Text) -> ResponseReturnValue:
    request: AccountRequest = request_of(store.session(), request_id, actor=current_actor())
    try:
        part = perform(verb, request, actor=current_actor(), now=g.now)
    except (NotReady, Refused) as refusal:
        if isinstance(refusal, Refused):
            deny({"request": request_id})
        tell(refusal.sentence, "late")
        view = request_view(store.session(), request_id, actor=current_actor(), now=g.now)
        status = 403 if isinstance(refusal, Refused) else 409
        return render_template("accounts/request.html", request=view), status
    if part is not None:
        user = store.session().get_one(User, request.user_id)
        return code_page(user, part, url_for("deciding.shown", request_id=request_id))
    tell(done)
    return redirect(url_for("deciding.shown", request_id=request_id))
