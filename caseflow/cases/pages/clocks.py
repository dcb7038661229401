"""The pages of the running time limit: stop, restart, propose to extend, agree, decline."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import day_of
from caseflow.cases import queries
from caseflow.cases.forms.clocks import AgreeForm, DeclineForm, RestartForm, StopForm, extend_form
from caseflow.cases.opened_case.clock_views import ClockView, WaitingExtension
from caseflow.cases.opened_case.timeline import ground_label
from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.pages.case_words import crumbs, runs_for
from caseflow.cases.pages.doing import case_of, submit_on_case, to_case, view_of
from caseflow.cases.pages.moving import GONE_ON
from caseflow.cases.pages.room import READ, room
from caseflow.cases.services import timekeeping
from caseflow.clocks.limits import Limit, Unit
from caseflow.errors import AlreadyDone, NotFound, Refused
from caseflow.labels import Text, _, ngettext
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.words import day, say

MOST_NAMES = 8
BOTH = ["GET", "POST"]
Links = list[tuple[Text, str]]


def clock_acts(view: CaseView, clock: ClockView) -> dict[str, Any]:
    """What the page of a case says of an extension that waits, and what its reader may do."""
    at: dict[str, Any] = {"reference": view.head.reference, "of": clock.of}
    waiting, links = clock.waiting, []
    if "clock" in view.may:
        if clock.open_stop:
            links.append((_("Let it run again"), url_for("cases.restart_clock", **at)))
        elif clock.reading.limit.stops:
            links.append((_("Stop the clock"), url_for("cases.stop_clock", **at)))
        if clock.reading.limit.extending and waiting is None:
            links.append((_("Extend"), url_for("cases.extend_clock", **at)))
    if waiting is not None:
        links += _settling(view, waiting)
    return {"waiting": proposed(waiting) if waiting else "", "acts": links}


def proposed(waiting: WaitingExtension) -> Text:
    """Who proposed which extension, and that it waits."""
    return _(
        "%(name)s proposed on %(day)s to lengthen it by %(span)s. It waits for a second person.",
        name=waiting.by.name,
        day=waiting.on,
        span=span(waiting.amount, waiting.unit),
    )


def span(amount: int, unit: Unit) -> Text:
    """How long an extension is."""
    match unit:
        case Unit.MONTHS:
            return ngettext("%(count)s month", "%(count)s months", amount)
        case Unit.WORKING_DAYS:
            return ngettext("%(count)s working day", "%(count)s working days", amount)
    return ngettext("%(count)s calendar day", "%(count)s calendar days", amount)


def _settling(view: CaseView, waiting: WaitingExtension) -> Links:
    at: dict[str, Any] = {"reference": view.head.reference, "change_id": waiting.id}
    if waiting.by.id == current_actor().user_id:
        return [(_("Take the proposal back"), url_for("cases.decline_extension", **at))]
    if "agree-extension" not in view.may:
        return []
    return [
        (_("Agree to the extension"), url_for("cases.agree_extension", **at)),
        (_("Decline the extension"), url_for("cases.decline_extension", **at)),
    ]


@room.route("/cases/<reference:reference>/clock/stop", methods=BOTH, permission=READ)
def stop_clock(reference: str) -> ResponseReturnValue:
    """Let the running limit stand still."""
    of = asked_proceeding()
    held(store.session(), case_of(reference))
    view, clock = running(reference, "clock", of)
    form = StopForm(data={"on": _today(view)}, today=_today(view), shows=_shown(view, clock))
    form.ground.offer([(each, ground_label(each)) for each in sorted(clock.reading.limit.stops)])
    if submit_on_case(
        form,
        reference,
        lambda case: timekeeping.stop_clock(
            case,
            ground=str(form.ground.data),
            reason=form.reason.data,
            on=form.on.data,
            of=of,
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _("The clock stands still."))
    words = _(
        "“%(limit)s” stands still from this day on, until somebody lets it run again.",
        limit=clock.reading.limit.label,
    )
    return _page(view, form, _("Stop the clock"), words, clock)


@room.route("/cases/<reference:reference>/clock/restart", methods=BOTH, permission=READ)
def restart_clock(reference: str) -> ResponseReturnValue:
    """Let the limit run again."""
    of = asked_proceeding()
    held(store.session(), case_of(reference))
    view, clock = running(reference, "clock", of)
    if not clock.open_stop:
        raise NotFound(_("The clock is running."))
    form = RestartForm(data={"on": _today(view)}, today=_today(view), shows=_shown(view, clock))
    if submit_on_case(
        form,
        reference,
        lambda case: timekeeping.restart_clock(
            case, on=form.on.data, reason=form.reason.data or "", of=of, **actor_and_now()
        ),
    ):
        return to_case(reference, _("The clock runs again."))
    words = _(
        "“%(limit)s” runs again from this day on. It can be stopped again.",
        limit=clock.reading.limit.label,
    )
    return _page(view, form, _("Let it run again"), words, clock)


@room.route("/cases/<reference:reference>/clock/extend", methods=BOTH, permission=READ)
def extend_clock(reference: str) -> ResponseReturnValue:
    """Propose to lengthen the running limit."""
    of = asked_proceeding()
    held(store.session(), case_of(reference))
    view, clock = running(reference, "clock", of)
    limit = clock.reading.limit
    if limit.extending is None:
        raise NotFound(_("This time limit cannot be extended."))
    unit, form = limit.extending.unit, extend_form(limit.extending.amount, _shown(view, clock))
    form.amount.hint = _rule(limit)
    if submit_on_case(
        form,
        reference,
        lambda case: timekeeping.propose_extension(
            case,
            amount=int(form.amount.data or 0),
            unit=unit,
            reason=form.reason.data,
            of=of,
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _("Your proposal is recorded. Somebody else has to agree to it."))
    words = _(
        "“%(limit)s” ends on %(day)s. It is lengthened once a second person agrees: %(names)s.",
        limit=limit.label,
        day=clock.reading.due,
        names=_second_people(view, current_actor().user_id),
    )
    return _page(view, form, _("Propose an extension"), words, clock)


@room.route(
    "/cases/<reference:reference>/clock/<uuid:change_id>/agree", methods=BOTH, permission=READ
)
def agree_extension(reference: str, change_id: UUID) -> ResponseReturnValue:
    """Agree to an extension that somebody else proposed."""
    view, clock, waiting = settled(reference, change_id)
    if waiting.by.id == current_actor().user_id:
        raise Refused(_("You proposed this extension: somebody else agrees to it."))
    if "agree-extension" not in view.may:
        raise Refused(_("Your role does not let you agree to extensions here."))
    form = AgreeForm()
    if submit_on_case(
        form,
        reference,
        lambda case: timekeeping.agree_extension(case, change_id, **actor_and_now()),
    ):
        return to_case(reference, _("The time limit is extended."))
    words = _(
        "%(proposal)s The reason: “%(reason)s”. What was agreed to cannot be taken back.",
        proposal=proposed(waiting),
        reason=waiting.reason,
    )
    return _page(view, form, _("Agree to the extension"), words, clock)


@room.route(
    "/cases/<reference:reference>/clock/<uuid:change_id>/decline", methods=BOTH, permission=READ
)
def decline_extension(reference: str, change_id: UUID) -> ResponseReturnValue:
    """Decline an extension, or take back what one proposed."""
    view, clock, waiting = settled(reference, change_id)
    own = waiting.by.id == current_actor().user_id
    if not own and "agree-extension" not in view.may:
        raise Refused(_("Your role does not let you agree to extensions here."))
    form = DeclineForm()
    if submit_on_case(
        form,
        reference,
        lambda case: timekeeping.decline_extension(
            case, change_id, reason=form.reason.data, **actor_and_now()
        ),
    ):
        return to_case(reference, _("The time limit stays as it is."))
    title = _("Take the proposal back") if own else _("Decline the extension")
    return _page(view, form, title, proposed(waiting), clock)


def asked_proceeding() -> UUID | None:
    """Whose limit an address speaks of; None for that of the case. Raises NotFound."""
    asked = request.args.get("of", "")
    try:
        return UUID(asked) if asked else None
    except ValueError:
        raise NotFound(_("This is not part of the case.")) from None


def running(reference: str, right: str, of: UUID | None) -> tuple[CaseView, ClockView]:
    """The case and its running limit, or that of those who stand elsewhere, by a proceeding.

    Raises Refused, NotFound, and AlreadyDone where they have gone on since.
    """
    view = view_of(reference)
    if right not in view.may:
        raise Refused(_("Your role does not let you do this here."))
    clock = next((each for each in view.clocks if each.is_of(of)), None)
    if clock is None and of is not None:
        raise AlreadyDone(GONE_ON)
    if clock is None:
        raise NotFound(_("No time limit runs at this stage."))
    return view, clock


def settled(reference: str, change_id: UUID) -> tuple[CaseView, ClockView, WaitingExtension]:
    """The case, a limit in it, and the extension of it that waits. Raises NotFound."""
    view = view_of(reference)
    for clock in view.clocks:
        if clock.waiting is not None and clock.waiting.id == change_id:
            return view, clock, clock.waiting
    raise NotFound(_("No such extension waits."))


def _rule(limit: Limit) -> Text | None:
    rule = limit.extending
    if rule is None or rule.amount is None:
        return rule.unit.label if rule else None
    return _("At most %(span)s at a time.", span=span(rule.amount, rule.unit))


def _second_people(view: CaseView, proposer: UUID) -> str:
    """The names of those who may agree, as far as a page has room."""
    session, case = store.session(), case_of(view.head.reference)
    able = queries.those_who_agree(session, case, **actor_and_now()) - {proposer}
    names = [
        n for i, n, _t in queries.colleagues(session, actor=current_actor(), on=g.now) if i in able
    ]
    if not names:
        return say(_("nobody yet; let somebody into the case who edits or reviews it"))
    more = [say(_("and others"))] if len(names) > MOST_NAMES else []
    return ", ".join([*names[:MOST_NAMES], *more])


def _today(view: CaseView) -> date:
    return day_of(store.session(), view.head.entity_id, g.now)


def _page(
    view: CaseView, form: BaseForm, title: Text, words: Text, clock: ClockView
) -> ResponseReturnValue:
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "button": title, "words": words, "meaning": _whose(view, clock)}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)


def _shown(view: CaseView, clock: ClockView) -> dict[Text, str]:
    """Which limit a page is about: another one may run by the time it is sent."""
    limit = f"{say(clock.reading.limit.label)} · {say(clock.at or view.head.stage_label)}"
    return {_("Time limit"): f"{limit} · {day(clock.reading.started)}"}


def _whose(view: CaseView, clock: ClockView) -> list[Text]:
    """Whose limit it is, where it is not that of the case."""
    if clock.at is None:
        return []
    return [_("For %(names)s, now at “%(stage)s”.", names=runs_for(view, clock), stage=clock.at)]
