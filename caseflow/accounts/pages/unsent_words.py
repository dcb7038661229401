"""Words that arrive without a session: kept for whoever typed them, or carried through the door."""

from __future__ import annotations

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from caseflow.access.acting import ACTOR, bind_actor
from caseflow.access.actor import Actor
from caseflow.accounts import sessions
from caseflow.accounts.forms import SignInForm
from caseflow.accounts.models import User
from caseflow.accounts.pages.login import SECRET, SignedIn, signed_in
from caseflow.drafts.models import Draft
from caseflow.drafts.pages.at_hand import Words, keep_sent, sent_words
from caseflow.drafts.pages.carrying import carried_from_here, carry, kept_before, taken_out
from caseflow.drafts.queries import own_draft
from caseflow.drafts.routes import instead_of_form
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.errors import NO_COOKIES, error_page
from caseflow.web.flashes import tell
from caseflow.web.form_marks import MARK, TAKERS, FormMark, read_mark
from caseflow.web.guard import acting_person, comes_from_elsewhere
from caseflow.web.lifecycle import perform
from caseflow.web.unsent import Unsent
from caseflow.web.words import say, time_of_day

WAITING = "kept-words"
"""Where the cookie says which draft was kept when a session had ended: a name, and no word."""
LOST = "lost-file"
"""Where the cookie says that a file had been chosen, which is never kept."""
KEEPING = "drafts.keep"
DOOR = "accounts.sign_in_post"
OPEN_TOO_LONG = _("This page was open too long. Sign in now.")
NOT_SENT = _("Your words stand here as you typed them. Nothing was sent: look at them, and send.")
STALE = _("The page was open too long, so nothing was sent.")
FILE_LOST = _("The file that you had chosen was not kept: choose it again.")
TOO_LONG = _("Your sign-in has ended, and this is too long to be kept. Nothing was sent.")


def answer_without_session() -> ResponseReturnValue | None:
    """Keep or carry the words of a form that arrives without a session, or with a stale token.

    The sign-in page goes on carrying what it carried. None for a form without words to keep, for
    one that another site sent, and for one that belongs to another person than the one who is
    signed in.
    """
    if comes_from_elsewhere():
        return None
    mark = read_mark(request.form.get(MARK))
    if mark is None:
        return _door_again() if request.endpoint == DOOR else None
    words, present = sent_words(), acting_person()
    if any(file.filename for file in request.files.values()):
        cookie[LOST] = True
    writer = present or _writer(mark.user_id)
    if writer is None:
        return _carried(mark, words)
    if writer.user_id != mark.user_id:
        return None
    bind_actor(store.session(), writer)
    try:
        draft = perform(keep_sent, mark, words, writer)
    except NotReady as error:
        return _too_long(say(error.sentence))
    return _kept(mark, draft, signed_out=present is None)


def _door_again() -> ResponseReturnValue:
    """The sign-in page once more, with what it carried, and why it was not taken."""
    form = SignInForm()
    form.refuse_at(None, OPEN_TOO_LONG if request.cookies else NO_COOKIES)
    return render_template("accounts/sign_in.html", form=form), 400


def _writer(user_id: UUID) -> Actor | None:
    """Whose session ended lately, if it is that of the cookie and of this person."""
    session, secret = store.session(), str(cookie.get(SECRET, ""))
    ended = sessions.ended_lately(session, secret, now=g.now)
    if ended is None or ended.user_id != user_id:
        return None
    user = session.get_one(User, user_id)
    return signed_in(session, user, ended.session_id, secret).actor


def _kept(mark: FormMark, draft: Draft, *, signed_out: bool) -> ResponseReturnValue:
    if request.endpoint == KEEPING:
        told = say(_("Kept %(time)s", time=time_of_day(g.now)))
        if signed_out:
            told = say(_("%(kept)s. You are signed out: sign in to send it.", kept=told))
        seen = mark.seen(draft.id, draft.version).sealed()
        return {"said": told, "mark": seen, "over": signed_out}
    g.nothing_done = True  # the draft does not end here: it has just been kept
    if not signed_out:
        tell(STALE, "warn")
        if cookie.pop(LOST, False):
            tell(FILE_LOST, "warn")
        return redirect(draft.address)
    cookie[WAITING] = draft.id.hex
    return redirect(url_for("accounts.sign_in"))


def _carried(mark: FormMark, words: Words) -> ResponseReturnValue:
    if request.endpoint == KEEPING:
        return {"said": say(_("You are signed out."))}, 403
    form = SignInForm(formdata=None)
    form.words.data = carry(mark, words)
    if not form.words.data:
        return _too_long(say(TOO_LONG))
    return render_template("accounts/sign_in.html", form=form)


def _too_long(sentence: str) -> ResponseReturnValue:
    if request.endpoint == KEEPING:
        return {"said": sentence}, 422
    return error_page(413, sentence)


def way_back(
    person: SignedIn, waiting: str, carried: str, *, lost_file: bool = False
) -> str | None:
    """The form that whoever has just signed in was writing in, filled; None for none of theirs.

    `waiting` and `carried` are what their browser brought along, whoever it belonged to;
    `lost_file` says that a file had been chosen.
    """
    if not waiting and not carried:
        return None
    session, actor = store.session(), person.actor
    session.flush()
    ACTOR.take(session)  # a session that was open before has just ended
    bind_actor(session, actor)
    draft = _carried_in(carried, actor) or _waiting(waiting, actor)
    if draft is None:
        return None
    if draft.form in TAKERS:  # any other form says so itself
        tell(NOT_SENT, "info")
    if lost_file:
        tell(FILE_LOST, "warn")
    return draft.address


def _carried_in(carried: str, actor: Actor) -> Draft | None:
    found = taken_out(carried, actor.user_id) if carried else None
    return perform(keep_sent, *found, actor) if found else None


def _waiting(waiting: str, actor: Actor) -> Draft | None:
    try:
        return own_draft(store.session(), UUID(waiting), actor=actor)
    except (NotFound, ValueError):
        return None


UNSENT = Unsent(answer_without_session, carried_from_here, kept_before, instead_of_form)
