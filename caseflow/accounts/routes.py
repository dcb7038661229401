"""The door, and what a person keeps about themselves: settings, password, open sessions."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from caseflow.accounts import services, sessions
from caseflow.accounts.browsers import browser_called
from caseflow.accounts.forms import PasswordForm, SettingsForm, SignInForm
from caseflow.accounts.login import let_in, signed_in
from caseflow.accounts.models import Density, EndReason, Theme, User, UserSession
from caseflow.accounts.signing_in import WRONG, Attempt, Door, fail, prove, welcome
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.guard import PUBLIC, SIGNED_IN, Room, current_actor
from caseflow.web.lifecycle import afterwards, perform, reading_first
from caseflow.web.menus import Link, register_link
from caseflow.web.words import languages

room = Room("accounts", __name__)
register_link(Link.SIGN_OUT, "accounts.sign_out")
register_link(Link.ME, "accounts.settings")
register_link(Link.SLIM, "accounts.slim_menu")


def door() -> Door:
    """What guards the door of this application."""
    found: Door = current_app.extensions["caseflow.door"]
    return found


@room.route("/sign-in", methods=["GET"], permission=PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The door."""
    if current_user.is_authenticated:
        return redirect(inside(request.args.get("next")))
    form = SignInForm()
    form.next.data = request.args.get("next", "")
    return render_template("accounts/sign_in.html", form=form)


@room.route("/sign-in", methods=["POST"], permission=PUBLIC, endpoint="sign_in_post")
def prove_oneself() -> ResponseReturnValue:
    """Check who somebody is, slowly and without holding a lock."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    network = request.remote_addr or ""
    attempt = Attempt(form.username.data, form.password.data, network)
    try:
        with reading_first() as session:
            user_id = prove(session, attempt, door(), now=g.now)
    except NotReady as closed:
        form.refuse(closed)
        return render_template("accounts/sign_in.html", form=form), 429
    if user_id is None:
        guard, now = door(), g.now
        afterwards(lambda s: fail(s, attempt, guard, now=now))
        form.refuse_at(None, WRONG)
        return render_template("accounts/sign_in.html", form=form), 422
    open_session(user_id, attempt)
    return redirect(inside(form.next.data))


def open_session(user_id: UUID, attempt: Attempt) -> None:
    """Begin a fresh session for whoever proved themselves; a planted cookie is worth nothing."""
    session = store.session()
    if current_user.is_authenticated:
        sessions.end(
            session,
            session.get_one(UserSession, current_user.session_id),
            why=EndReason.SIGNED_OUT,
            now=g.now,
        )
    user = welcome(session, user_id, attempt, door())
    row, secret = sessions.start(
        session, user, agent=request.headers.get("User-Agent", ""), now=g.now
    )
    cookie.clear()
    let_in(signed_in(session, user, row.id, secret))


@room.route("/sign-out", methods=["POST"], permission=SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    session = store.session()
    row = session.get(UserSession, current_user.session_id)
    if row is not None:
        sessions.end(session, row, why=EndReason.SIGNED_OUT, now=g.now)
    logout_user()
    cookie.clear()
    return redirect(url_for("accounts.sign_in"))


@room.route("/me", methods=["GET", "POST"], permission=SIGNED_IN)
def settings() -> ResponseReturnValue:
    """One's own settings, and the sessions that are open in one's name."""
    session = store.session()
    user = session.get_one(User, current_actor().user_id)
    form = SettingsForm(data=wishes(user))
    form.locale.offer([("", _("As my browser asks")), *((c, n) for c, n, _d in languages())])
    if request.method == "POST" and form.validate():
        with act(session, Act.PREFERENCES_CHANGED, thing=user):
            user.locale = str(form.locale.data) if form.locale.data else None
            user.theme = Theme(str(form.theme.data))
            user.density = Density(str(form.density.data))
            user.row_keys = bool(form.row_keys.data)
        tell(_("Your settings are kept."))
        return redirect(url_for("accounts.settings"))
    status = 422 if form.errors else 200
    return _settings_page(user, form, PasswordForm(prefix="new")), status


@room.route("/me/password", methods=["POST"], permission=SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change one's own password; every session ends, this one too."""
    form, actor = PasswordForm(prefix="new"), current_actor()
    guard = door()
    user = store.session().get_one(User, actor.user_id)
    if form.validate():
        if not guard.passwords.verify(user.password_hash, form.current.data):
            form.refuse_at("current", _("This is not your present password."))
        else:
            try:
                perform(
                    services.set_password,
                    user,
                    form.password.data,
                    passwords=guard.passwords,
                    actor=actor,
                    now=g.now,
                )
            except NotReady as refusal:
                form.refuse(refusal)
            else:
                logout_user()
                tell(_("Your password is changed. Sign in with the new one."))
                return redirect(url_for("accounts.sign_in"))
    chosen = SettingsForm(formdata=None, data=wishes(user))
    chosen.locale.offer([("", _("As my browser asks")), *((c, n) for c, n, _d in languages())])
    return _settings_page(user, chosen, form), 422


@room.route("/me/menu", methods=["POST"], permission=SIGNED_IN)
def slim_menu() -> ResponseReturnValue:
    """Make the menu narrow or wide again, and stay where one was."""
    session = store.session()
    user = session.get_one(User, current_actor().user_id)
    with act(session, Act.PREFERENCES_CHANGED, thing=user):
        user.slim_menu = not user.slim_menu
    return redirect(inside(urlsplit(request.referrer or "").path))


@room.route("/me/sessions/<uuid:session_id>/end", methods=["POST"], permission=SIGNED_IN)
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of one's own sessions."""
    session = store.session()
    user = session.get_one(User, current_actor().user_id)
    row = sessions.own_session(session, user, session_id)
    sessions.end(session, row, why=EndReason.ENDED_BY_USER, now=g.now)
    tell(_("That session is over."))
    return redirect(url_for("accounts.settings"))


def _settings_page(user: User, form: SettingsForm, password: PasswordForm) -> str:
    opened = sessions.open_sessions(store.session(), user, now=g.now)
    return render_template(
        "accounts/settings.html",
        form=form,
        password=password,
        sessions=[
            {
                "id": row.id,
                "browser": browser_called(row.agent),
                "started_at": row.started_at,
                "seen_at": row.seen_at,
                "current": row.id == current_user.session_id,
            }
            for row in opened
        ],
    )


def wishes(user: User) -> dict[str, object]:
    """A person's settings as the form shows them."""
    return {
        "locale": user.locale or "",
        "theme": user.theme,
        "density": user.density,
        "row_keys": user.row_keys,
    }


def inside(wanted: str | None) -> str:
    """An address of ours to go on to; anything else leads to the first page."""
    parts = urlsplit(wanted or "")
    local = wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if not local or parts.scheme or parts.netloc or parts.path == url_for("accounts.sign_in"):
        return url_for("front.home")
    return str(wanted)
