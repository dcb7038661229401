"""The door, and what a person keeps about themselves: settings, password, open sessions."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Response,
    after_this_request,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from caseflow.access.actor import Actor
from caseflow.accounts import services, sessions
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.browsers import browser_called
from caseflow.accounts.forms import PasswordForm, SettingsForm, SignInForm
from caseflow.accounts.guess_limits import TooSoon, Turn
from caseflow.accounts.known_devices import COOKIE, KEPT
from caseflow.accounts.models import Density, EndReason, Theme, User, UserSession
from caseflow.accounts.pages.login import SignedIn, let_in, seconds_left, signed_in
from caseflow.accounts.pages.unsent_words import LOST, WAITING, way_back
from caseflow.accounts.signing_in import (
    WRONG,
    Attempt,
    Door,
    count_attempt,
    forget_failures,
    prove,
    prove_present,
    record_failure,
)
from caseflow.accounts.throttle import Proof
from caseflow.audit.record import act
from caseflow.crypto.models import Compartment
from caseflow.days import office_zone
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.client_address import network_of
from caseflow.web.flashes import tell
from caseflow.web.forms import BaseForm
from caseflow.web.guard import PUBLIC, SIGNED_IN, Room, current_actor
from caseflow.web.lifecycle import afterwards, beforehand, perform, reading_first
from caseflow.web.menus import Link, register_link
from caseflow.web.timezones import with_zone, zone_choices
from caseflow.web.words import language, languages, time_of_day

room = Room("accounts", __name__, compartment=Compartment.ACCOUNTS)
register_link(Link.SIGN_OUT, "accounts.sign_out")
register_link(Link.ME, "accounts.settings")
register_link(Link.SLIM, "accounts.slim_menu")
register_link(Link.STAY, "accounts.time_left")


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
    return door_page(form)


@room.route("/sign-in", methods=["POST"], permission=PUBLIC, endpoint="sign_in_post")
def prove_oneself() -> ResponseReturnValue:
    """Check who somebody is, slowly and without holding a lock."""
    form = SignInForm()
    if not form.validate():
        return door_page(form), 422
    attempt = attempt_from_here(form.username.data, form.password.data, Proof.SIGN_IN)
    try:
        turn = count_first(attempt)
    except TooSoon as wait:
        return too_soon("accounts/sign_in.html", form, wait)
    with reading_first() as session:
        user_id = prove(session, attempt, door())
    if user_id is None:
        afterwards(record_failure)
        form.refuse_at(None, WRONG)
        return door_page(form), 422
    waiting, lost = str(cookie.get(WAITING, "")), bool(cookie.get(LOST))
    person = open_session(user_id, attempt, turn)
    back = way_back(person, waiting, form.words.data or "", lost_file=lost)
    return redirect(back or inside(form.next.data))


def door_page(form: SignInForm) -> str:
    """The page on which somebody signs in; it says so each time where words of theirs are kept."""
    return render_template("accounts/sign_in.html", form=form, waits=WAITING in cookie)


def attempt_from_here(username: str, typed: str, proof: Proof) -> Attempt:
    """What somebody typed in this request, with the network and the device it came from."""
    known = door().devices.known(request.cookies.get(COOKIE), username)
    return Attempt(username, typed, network_of(request.remote_addr), known, proof)


def count_first(attempt: Attempt) -> Turn:
    """Count an attempt before it is checked, in a transaction of its own. Raises TooSoon."""
    guard, now = door(), g.now
    return beforehand(lambda session: count_attempt(session, attempt, guard, now=now))


def too_soon(template: str, form: BaseForm, wait: TooSoon) -> ResponseReturnValue:
    """The page of a form that has to be sent again later."""
    form.refuse(wait)
    return render_template(template, form=form), 429, wait_header(wait)


def wait_header(wait: TooSoon) -> dict[str, str]:
    """How long to wait, for programs."""
    return {"Retry-After": str(wait.seconds)}


def open_session(user_id: UUID, attempt: Attempt, turn: Turn) -> SignedIn:
    """Begin a fresh session for whoever proved themselves; a planted cookie is worth nothing."""
    session = store.session()
    if current_user.is_authenticated:
        sessions.end(
            session,
            session.get_one(UserSession, current_user.session_id),
            why=EndReason.SIGNED_OUT,
            now=g.now,
        )
    forget_failures(session, attempt, turn, door())
    user = session.get_one(User, user_id)
    row, secret = sessions.start(
        session, user, agent=request.headers.get("User-Agent", ""), now=g.now
    )
    cookie.clear()
    person = signed_in(session, user, row.id, secret)
    let_in(person)
    remember_device(user.username)
    return person


def remember_device(username: str) -> None:
    """Let this device be known to the account from now on; the cookie names nobody."""
    value = door().devices.remember(request.cookies.get(COOKIE), username)

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(COOKIE, value, max_age=KEPT, secure=True, httponly=True, samesite="Lax")
        return response


@room.route("/me/time-left", methods=["GET"], permission=SIGNED_IN)
def time_left() -> ResponseReturnValue:
    """How long this session lasts; asking does not make it last longer."""
    return remaining()


@room.route("/me/time-left", methods=["POST"], permission=SIGNED_IN)
def stay() -> ResponseReturnValue:
    """Stay signed in: like any other use, it puts the end off as far as it can be put off."""
    return remaining()


def remaining() -> dict[str, object]:
    """The seconds that are left, the time of the end, and whether it can be put off."""
    standing: sessions.Standing = current_user.standing
    left = seconds_left(current_user, g.now)
    return {"left": left, "ends": time_of_day(standing.ends_at), "stay": standing.can_stay}


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
    offer_wishes(form, user)
    if request.method == "POST" and form.validate():
        with act(session, AccountAct.PREFERENCES_CHANGED, thing=user):
            user.locale = str(form.locale.data) if form.locale.data else None
            user.time_zone = str(form.time_zone.data) if form.time_zone.data else None
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
    status, headers = 422, {}
    if form.validate():
        try:
            if exchange_password(form, actor):
                logout_user()
                tell(_("Your password is changed. Sign in with the new one."))
                return redirect(url_for("accounts.sign_in"))
        except TooSoon as wait:
            form.refuse(wait)
            status, headers = 429, wait_header(wait)
        except NotReady as refusal:
            form.refuse(refusal)
    user = store.session().get_one(User, actor.user_id)
    chosen = SettingsForm(formdata=None, data=wishes(user))
    offer_wishes(chosen, user)
    return _settings_page(user, chosen, form), status, headers


def exchange_password(form: PasswordForm, actor: Actor) -> bool:
    """Set the new password if the present one is right; both are worked on before any lock.

    A wrong one is counted, as at the door. Raises TooSoon, and NotReady for a new password that
    the rules refuse.
    """
    guard, now = door(), g.now
    user_id = actor.user_id
    turn = beforehand(lambda s: guard.throttle.take_own_turn(s, user_id=user_id, now=now))
    with reading_first() as session:
        if not prove_present(session, user_id, form.current.data, guard):
            afterwards(record_failure)
            form.refuse_at("current", _("This is not your present password."))
            return False
        afterwards(lambda s: guard.throttle.give_back(s, turn))
        hashed = guard.passwords.hash_new(form.password.data, username=actor.username)
    user = store.session().get_one(User, user_id)
    perform(services.set_password, user, hashed, actor=actor, now=now)
    return True


@room.route("/me/menu", methods=["POST"], permission=SIGNED_IN)
def slim_menu() -> ResponseReturnValue:
    """Make the menu narrow or wide again, and stay where one was."""
    session = store.session()
    user = session.get_one(User, current_actor().user_id)
    with act(session, AccountAct.PREFERENCES_CHANGED, thing=user):
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
        "time_zone": user.time_zone or "",
        "theme": user.theme,
        "density": user.density,
        "row_keys": user.row_keys,
    }


def offer_wishes(form: SettingsForm, user: User) -> None:
    """Offer the languages and the time zones that can be chosen."""
    form.locale.offer([("", _("As my browser asks")), *((c, n) for c, n, _d in languages())])
    office = _("As the organisation: %(zone)s", zone=str(office_zone()))
    form.time_zone.offer([("", office), *with_zone(zone_choices(language()), user.time_zone)])


def inside(wanted: str | None) -> str:
    """An address of ours to go on to; anything else leads to the first page."""
    parts = urlsplit(wanted or "")
    local = wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if not local or parts.scheme or parts.netloc or parts.path == url_for("accounts.sign_in"):
        return url_for("front.home")
    return str(wanted)
