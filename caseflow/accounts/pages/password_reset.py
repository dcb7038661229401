"""An administrator has a password chosen anew or changes an address; nobody sees a password."""

from __future__ import annotations

from functools import partial

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.accounts import account_requests, password_codes, queries, services
from caseflow.accounts.forms import AddressForm, ResetForm
from caseflow.accounts.models import User
from caseflow.accounts.pages.managing import address_of, back_to_person, person_page, to_request
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.two_people import takes_two
from caseflow.crypto.models import Compartment
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.flashes import tell
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform

room = Room("resetting", __name__, compartment=Compartment.ACCOUNTS)
MANAGE = AccountPermission.MANAGE


@room.route("/people/<username>/code", methods=["POST"], permission=MANAGE)
def make_code(username: str) -> ResponseReturnValue:
    """Make a code to hand over, or ask for one of two parts."""
    user = queries.person(store.session(), username, actor=current_actor())
    form = ResetForm(prefix="reset")
    if not form.validate():
        return person_page(user, reset=form)
    try:
        if takes_two(store.session(), user, now=g.now):
            request, part = perform(
                account_requests.ask_password,
                user,
                reason=form.reason.data or "",
                actor=current_actor(),
                now=g.now,
            )
            g.act_is_done = True  # the answer is shown at once, so nothing leads on
            return code_page(user, part, url_for("deciding.shown", request_id=request.id))
        part = perform(password_codes.make_code, user, actor=current_actor(), now=g.now)
    except NotReady as refusal:
        form.refuse(refusal)
        return person_page(user, reset=form)
    g.act_is_done = True
    return code_page(user, part, url_for("people.shown", username=username), whole=True)


@room.route("/people/<username>/mailed-code", methods=["POST"], permission=MANAGE)
def mail_code(username: str) -> ResponseReturnValue:
    """Have a code sent to the person's own address."""
    user = queries.person(store.session(), username, actor=current_actor())
    said = _("A code is mailed to the person within minutes. You do not see it.")
    return back_to_person(username, partial(password_codes.mail_code, user), said)


@room.route("/people/<username>/address", methods=["POST"], permission=MANAGE)
def set_address(username: str) -> ResponseReturnValue:
    """Set where mail for a person goes, or ask for it."""
    user = queries.person(store.session(), username, actor=current_actor())
    form = AddressForm(prefix="address", sealed=address_of(held(store.session(), user)))
    if not form.validate():
        return person_page(user, address=form)
    who = {"actor": current_actor(), "now": g.now}
    try:
        if takes_two(store.session(), user, now=g.now):
            reason = form.reason.data or ""
            return to_request(
                perform(account_requests.ask_address, user, form.email.data, reason=reason, **who)
            )
        perform(services.set_address, user, form.email.data, **who)
    except NotReady as refusal:
        form.refuse(refusal)
        return person_page(user, address=form)
    tell(_("The address is saved."))
    return redirect(url_for("people.shown", username=username))


def code_page(user: User, part: str, back: str, *, whole: bool = False) -> ResponseReturnValue:
    """A code, or the part of one that this person hands over: shown this once."""
    about = {"username": user.username, "name": user.full_name}
    return render_template(
        "accounts/code.html",
        person=about,
        part=part,
        whole=whole,
        back=back,
        days=password_codes.LASTS.days,
    )
