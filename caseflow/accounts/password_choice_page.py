"""The page on which somebody chooses a new password with a code; it opens nothing else."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.accounts.forms import ChooseForm
from caseflow.accounts.password_codes import WRONG, choose_password, find_code
from caseflow.accounts.passwords import check_new_password
from caseflow.accounts.routes import door
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.guard import PUBLIC, Room
from caseflow.web.lifecycle import perform, reading_first

room = Room("choosing", __name__)


@room.route("/choose-password", methods=["GET", "POST"], permission=PUBLIC)
def choose() -> ResponseReturnValue:
    """Choose a password: the code is looked for and the hash made before anything is locked."""
    form = ChooseForm()
    if not form.validate_on_submit():
        return _page(form)
    with reading_first() as session:
        chosen = find_code(session, form.username.data, form.code.data, now=g.now)
    if chosen is None:
        form.refuse_at("code", WRONG)
        return _page(form)
    try:
        check_new_password(form.password.data, username=chosen.username)
        hashed = door().passwords.hash(form.password.data)
        perform(choose_password, store.session(), chosen, hashed, now=g.now)
    except NotReady as refusal:
        form.refuse(refusal)
        return _page(form)
    tell(_("Your password is changed. Sign in with the new one."))
    return redirect(url_for("accounts.sign_in"))


def _page(form: ChooseForm) -> ResponseReturnValue:
    return render_template("accounts/choose.html", form=form), 422 if form.errors else 200
