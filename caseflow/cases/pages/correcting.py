"""Correcting the facts of a case: a page for each group of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.course.timing import case_day
from caseflow.cases.forms.corrections import AccountForm, CorrectionForm, OccurrenceForm, ReportForm
from caseflow.cases.forms.logging import occurrence as as_entry
from caseflow.cases.models import Case, Reporting
from caseflow.cases.opened_case.views import CaseHead
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.corrected import in_words
from caseflow.cases.pages.doing import case_of, head_of, to_case
from caseflow.cases.pages.offering import offer_shut_out
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records import correctable
from caseflow.cases.records.correctable import LABELS, ChangedMeanwhile, Group
from caseflow.cases.services import correcting
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference.lists import intake_channels
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.forms import UncertainDay
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.texts import tidy

EDIT = CasePermission.EDIT
Typed = Callable[[], Mapping[str, str]]
"""What was typed, as the texts of a group."""


class Shown(NamedTuple):
    """What a page of corrections is called, and where on the case it leads back to."""

    title: Text
    anchor: str = ""
    template: str = "cases/correct.html"


@room.route(
    "/cases/<reference:reference>/correct/account", methods=["GET", "POST"], permission=EDIT
)
def correct_account(reference: str) -> ResponseReturnValue:
    """Change the title or the account."""
    head, case = head_of(reference, EDIT), case_of(reference)
    group = correctable.account(store.session(), case)
    form = AccountForm(
        data={"title": group["title"], "account": group["summary"], "version": group.version}
    )

    def typed() -> dict[str, str]:
        return {
            "title": as_before(form.title.data, group["title"], lines=False),
            "summary": as_before(form.account.data, group["summary"], lines=True),
        }

    def correct(case: Case) -> None:
        correcting.correct_account(case, **typed(), **why(form), **actor_and_now())

    shown = Shown(_("Change title and account"), "account")
    return page(head, case, form, group, correct, typed, shown)


@room.route("/cases/<reference:reference>/correct/report", methods=["GET", "POST"], permission=EDIT)
def correct_report(reference: str) -> ResponseReturnValue:
    """Change when and how the report came."""
    head, case = head_of(reference, EDIT), case_of(reference)
    group = correctable.report(case)
    form = ReportForm(
        data={
            "received_on": case.received_on,
            "channel": case.channel,
            "reporting": case.reporting,
            "version": group.version,
        },
        today=case_day(store.session(), case, g.now),
    )
    offer_channels(form, case)

    def typed() -> dict[str, str]:
        day, reporting = form.received_on.data, form.reporting.data
        return {
            "received_on": day.isoformat() if day else "",
            "channel": str(form.channel.data or ""),
            "reporting": Reporting(str(reporting)).value if reporting else "",
        }

    def correct(case: Case) -> None:
        reporting = form.reporting.data
        correcting.correct_report(
            case,
            received_on=form.received_on.data or case.received_on,
            channel=str(form.channel.data or "") or None,
            reporting=Reporting(str(reporting)) if reporting else None,
            **why(form),
            **actor_and_now(),
        )

    shown = Shown(_("Change how the report came"), "")
    return page(head, case, form, group, correct, typed, shown)


@room.route(
    "/cases/<reference:reference>/correct/incident",
    methods=["GET", "POST"],
    permission=EDIT,
    defaults={"occurrence_id": None},
)
@room.route(
    "/cases/<reference:reference>/correct/incident/<uuid:occurrence_id>",
    methods=["GET", "POST"],
    permission=EDIT,
)
def correct_occurrence(reference: str, occurrence_id: UUID | None) -> ResponseReturnValue:
    """Change when and where it is said to have happened."""
    head, case = head_of(reference, EDIT), case_of(reference)
    group = correctable.occurrence(store.session(), case, occurrence_id)
    form = OccurrenceForm(
        data={
            "happened": day_of(group["happened"]),
            "place": group["place"],
            "version": group.version,
        },
        today=case_day(store.session(), case, g.now),
    )

    def typed() -> dict[str, str]:
        place = as_before(form.place.data, group["place"], lines=False)
        entry = as_entry(form.happened.data, place)
        return {"happened": correctable.when_kept(entry), "place": place}

    def correct(case: Case) -> None:
        entry = as_entry(form.happened.data, typed()["place"])
        correcting.correct_occurrence(case, occurrence_id, entry, **why(form), **actor_and_now())

    shown = Shown(_("Change when and where it happened"), "")
    return page(head, case, form, group, correct, typed, shown)


def page(
    head: CaseHead,
    case: Case,
    form: CorrectionForm,
    group: Group,
    correct: Callable[[Case], None],
    typed: Typed,
    shown: Shown,
) -> ResponseReturnValue:
    """Correct what was sent, or show the form: after a change of somebody else with both texts."""
    beside: list[dict[str, str]] = []
    if request.method == "POST" and form.validate():
        try:
            perform(correct, case)
        except ChangedMeanwhile as changed:
            form.refuse(changed)
            form.draw(changed.now)
            beside = side_by_side(changed.now, typed())
        except NotReady as error:
            refuse(form, error)
        else:
            return corrected(form, head.reference, shown.anchor)
    correctable.note_shown(store.session(), case, group, now=g.now)
    here, title = crumbs(head, (shown.title, "")), shown.title
    return form_page(shown.template, form, head=head, crumbs=here, title=title, beside=beside)


def corrected(form: CorrectionForm, reference: str, anchor: str) -> ResponseReturnValue:
    """Back to the case, or to the queue for whoever keeps themselves out of it by a name."""
    if "despite" in form and current_actor().user_id in form["despite"].chosen_ids:
        tell(_("The correction is kept."))
        return redirect(url_for("cases.queue"))
    return to_case(reference, _("The correction is kept."), anchor)


def side_by_side(there: Group, mine: Mapping[str, str]) -> list[dict[str, str]]:
    """The facts in which somebody else's text and mine differ, each in words."""
    return [
        {
            "fact": LABELS[name],
            "there": in_words(name, there[name]),
            "mine": in_words(name, text),
        }
        for name, text in mine.items()
        if text != there[name]
    ]


def refuse(form: CorrectionForm, error: NotReady) -> None:
    """Show a refusal at the field that asks for it under another name."""
    fields = {"summary": "account", "first_day": "happened", "last_day": "happened"}
    form.refuse_at(fields.get(error.field or "", error.field), error.sentence)
    if "despite" in form:
        offer_shut_out(form["despite"], error)


def why(form: CorrectionForm) -> dict[str, str]:
    """Reason and version, for the verb."""
    return {"reason": form.reason.data, "version": form.version.data}


def as_before(typed: str, before: str, *, lines: bool) -> str:
    """What was typed; the old text to the letter where the form only tidied its spaces."""
    return before if typed == tidy(before, lines=lines) else typed


def day_of(text: str) -> UncertainDay | None:
    """When it happened, for the field; None where nothing is written down."""
    kept = correctable.when_read(text) if text else None
    if kept is None:
        return None
    return UncertainDay(kept.precision.value, kept.first_day, kept.last_day)


def offer_channels(form: ReportForm, case: Case) -> None:
    """Every channel that can be chosen today, and the one that is written down."""
    offered = list(intake_channels().choices(office_day(g.now)))
    if case.channel and case.channel not in {code for code, _label in offered}:
        offered.append((case.channel, intake_channels().label(case.channel)))
    form.channel.offer(offered)
