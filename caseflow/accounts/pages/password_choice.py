"""The page on which somebody chooses a new password with a code; it opens nothing else."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.accounts.forms import ChooseForm
from caseflow.accounts.guess_limits import TooSoon
from caseflow.accounts.password_codes import WRONG, choose_password, find_code
from caseflow.accounts.routes import attempt_from_here, count_first, door, too_soon
from caseflow.accounts.signing_in import forget_failures, record_failure
from caseflow.accounts.throttle import Proof
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.guard import PUBLIC, Room
from caseflow.web.lifecycle import afterwards, perform, reading_first

room = Room("choosing", __name__)


@room.route("/choose-password", methods=["GET", "POST"], permission=PUBLIC)
def choose() -> ResponseReturnValue:
    """Choose a password: the code is looked for and the hash made before anything is locked.

    A wrong code is counted, as a wrong password is at the door.
    """
    form = ChooseForm()
    if not form.validate_on_submit():
        return _page(form)
    attempt = attempt_from_here(form.username.data, form.code.data, Proof.CODE)
    try:
        turn = count_first(attempt)
    except TooSoon as wait:
        return too_soon("accounts/choose.html", form, wait)
    with reading_first() as session:
        chosen = find_code(session, attempt.name, attempt.typed, now=g.now)
    if chosen is None:
        afterwards(record_failure)
        form.refuse_at("code", WRONG)
        return _page(form)
    guard = door()
    afterwards(lambda session: forget_failures(session, attempt, turn, guard))
    try:
        hashed = guard.passwords.hash_new(form.password.data, username=chosen.username)
        perform(choose_password, store.session(), chosen, hashed, now=g.now)
    except NotReady as refusal:
        form.refuse(refusal)
        return _page(form)
    tell(_("Your password is changed. Sign in with the new one."))
    return redirect(url_for("accounts.sign_in"))


def _page(form: ChooseForm) -> ResponseReturnValue:
    return render_template("accounts/choose.html", form=form), 422 if form.errors else 200
