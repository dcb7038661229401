"""Keeping drafts while people type, going back to them, throwing them away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.actor import Actor
from caseflow.drafts import services
from caseflow.drafts.models import Draft
from caseflow.drafts.pages.at_hand import (
    desk_of,
    draft_at_hand,
    keep_sent,
    kept_words,
    sent_mark,
    sent_words,
    went_on_elsewhere,
)
from caseflow.drafts.pages.carrying import taken_out
from caseflow.drafts.pages.showing import heading, shown_words, words_beside
from caseflow.drafts.queries import is_kept, own_draft, own_drafts
from caseflow.drafts.term import KIND, term
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.errors import error_page
from caseflow.web.flashes import tell
from caseflow.web.form_marks import MARK, TAKERS
from caseflow.web.guard import SIGNED_IN, Room, acting_person, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.menus import Command, register_command
from caseflow.web.places import in_reach, place_of
from caseflow.web.words import say, time_of_day

room = Room("drafts", __name__)
room.record(
    lambda state: state.app.jinja_env.globals.update(kept_words=kept_words, draft_heading=heading)
)
register_command(Command(_("What I have not sent"), "drafts.listed", "pencil", None, order=80))
CLOSED = _(
    "You typed this about something that is not open to you now. It stays closed, and only you "
    "could open it."
)
ONE_LEFT = _(
    "The words of one tab were sent, or thrown away. Those of the other tab are kept, and stand"
    " here."
)
GONE = _("There is no such draft: it was sent, or thrown away.")


@room.before_app_request
def take_up() -> ResponseReturnValue | None:
    """Fill the form of a page with the draft that is gone back to, if its thing is in reach."""
    wanted, actor = request.args.get(MARK), acting_person()
    if request.method != "GET" or not wanted or actor is None:
        return None
    try:
        draft = own_draft(store.session(), UUID(wanted), actor=actor)
    except ValueError:
        return abort(404)
    except NotFound:
        return error_page(404, say(GONE), title=_("No such draft"))
    if request.path != draft.page.partition("?")[0]:
        return abort(404)
    if not in_reach(draft.page, actor):
        return error_page(404, say(CLOSED), title=_("This draft is closed"))
    g.draft = draft
    if draft.form not in TAKERS:
        g.take_up = lambda: open_for_page(draft, actor)
    return None


@room.after_app_request
def end_with_act(response: Response) -> Response:
    """Let the draft of a form end in the transaction of the act that it was typed for."""
    over = 300 <= response.status_code < 400 or g.get("act_is_done", False)
    if not over or request.blueprint == room.name or g.get("nothing_done", False):
        return response
    mark, actor = sent_mark(), acting_person()
    if mark is not None and actor is not None and mark.form not in TAKERS:
        services.end_with_act(store.session(), desk=desk_of(mark), actor=actor)
    return response


@room.route("/drafts/keep", methods=["POST"], permission=SIGNED_IN)
def keep() -> ResponseReturnValue:
    """Keep what is typed so far, while it is being typed."""
    mark = sent_mark()
    if mark is None:
        return {"said": say(_("This page is too old for its words to be kept."))}, 422
    try:
        draft = perform(keep_sent, mark, sent_words(), current_actor())
    except NotReady as error:
        return {"said": say(error.sentence)}, 422
    told = say(_("Kept %(time)s", time=time_of_day(g.now)))
    answer = {"said": told, "mark": mark.seen(draft.id, draft.version).sealed()}
    if went_on_elsewhere(mark, draft.id):
        answer["beside"] = url_for("drafts.both", draft_id=draft.id, other_id=mark.draft_id)
    return answer


@room.route("/drafts/back", methods=["POST"], permission=SIGNED_IN)
def back() -> ResponseReturnValue:
    """Go back to a form with the words that a page carried."""
    actor = current_actor()
    found = taken_out(request.form.get("words", ""), actor.user_id)
    if found is None:
        return abort(404)
    draft = perform(keep_sent, *found, actor)
    g.nothing_done = True
    if not in_reach(draft.page, actor):
        tell(_("What you wrote is kept, and stays closed until that is open to you again."), "info")
        return redirect(url_for("drafts.listed"))
    return redirect(draft.address)


def instead_of_form(sentence: str) -> ResponseReturnValue | None:
    """The page of the draft that was gone back to, where the page of its form does not open.

    Only a thing in reach gets this far (`take_up`).
    """
    draft = draft_at_hand()
    if draft is None or request.method != "GET" or draft.form in TAKERS:
        return None
    tell(sentence, "warn")
    return redirect(url_for("drafts.shown", draft_id=draft.id))


@room.route("/drafts/<uuid:draft_id>", permission=SIGNED_IN)
def shown(draft_id: UUID) -> ResponseReturnValue:
    """What one has typed, to read and to copy, also where its form does not open any more."""
    actor = current_actor()
    draft = own_draft(store.session(), draft_id, actor=actor)
    if not in_reach(draft.page, actor):
        return error_page(404, say(CLOSED), title=_("This draft is closed"))
    lines = shown_words(draft.form, open_for_page(draft, actor))
    title, thing = heading(draft.form, draft.page)
    return render_template(
        "drafts/shown.html", title=title, thing=thing, lines=lines, draft=about(draft)
    )


def open_for_page(draft: Draft, actor: Actor) -> dict[str, Any]:
    """The words of a draft by the names of their fields, with the right that its page asks for."""
    place = place_of(draft.page)
    right = place.right if place else None
    return services.open_draft(draft, actor=actor, now=g.now, right=right)


def about(draft: Draft) -> dict[str, Any]:
    """What pages say of a draft besides its words."""
    return {"id": draft.id, "address": draft.address, "kept_at": draft.kept_at}


@room.route("/drafts/<uuid:draft_id>/beside/<uuid:other_id>", permission=SIGNED_IN)
def both(draft_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """What two tabs kept of one draft, side by side; both stay until one is thrown away."""
    session, actor = store.session(), current_actor()
    left = [each for each in (draft_id, other_id) if is_kept(session, each, actor=actor)]
    if len(left) == 1 and draft_id != other_id:
        tell(ONE_LEFT, "info")
        return redirect(url_for("drafts.shown", draft_id=left[0]))
    drafts = [own_draft(session, each, actor=actor) for each in (draft_id, other_id)]
    if not all(in_reach(each.page, actor) for each in drafts):
        return error_page(404, say(CLOSED), title=_("This draft is closed"))
    if drafts[0].form != drafts[1].form or draft_id == other_id:
        return abort(404)
    here, there = (shown_words(each.form, open_for_page(each, actor)) for each in drafts)
    title, thing = heading(drafts[0].form, drafts[0].page)
    return render_template(
        "drafts/both.html",
        title=title,
        thing=thing,
        lines=words_beside(here, there),
        here=about(drafts[0]),
        there=about(drafts[1]),
    )


@room.route("/drafts", permission=SIGNED_IN)
def listed() -> ResponseReturnValue:
    """What one has typed and not sent; of what is out of reach, nothing but the day."""
    actor = current_actor()
    lines = own_drafts(store.session(), actor=actor)
    opened = [
        (line, heading(line.form, line.page) if in_reach(line.page, actor) else None)
        for line in lines
    ]
    return render_template("drafts/list.html", drafts=opened, term=term(), kind=KIND)


@room.route("/drafts/<uuid:draft_id>/drop", methods=["POST"], permission=SIGNED_IN)
def drop(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    draft = own_draft(store.session(), draft_id, actor=current_actor())
    page, actor = draft.page, current_actor()
    onward = page if "listed" not in request.form and in_reach(page, actor) else ""
    place = place_of(page)
    perform(services.drop_draft, draft, actor=actor, right=place.right if place else None)
    tell(_("The draft is thrown away."))
    return redirect(onward or url_for("drafts.listed"))
