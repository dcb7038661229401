"""Logging a case: three steps, a look at the answers, and a draft that is kept all along."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.logging import LOG_A_CASE, CheckForm
from caseflow.cases.pages.answers import answers
from caseflow.cases.pages.offering import offer_shut_out
from caseflow.cases.pages.room import room
from caseflow.cases.pages.sheet import (
    CHECK,
    NO_TOKEN,
    STEPS,
    Sheet,
    entry,
    how_many,
    step_in,
)
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.receiving import log_case
from caseflow.drafts.models import Draft
from caseflow.drafts.pages.at_hand import desk_of, draft_at_hand, sent_mark, went_on_elsewhere
from caseflow.drafts.queries import draft_of_window, drafts_of_form, own_draft
from caseflow.drafts.services import content_for_its_act, drop_draft, keep_draft, open_draft
from caseflow.errors import DomainError, NotFound, NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_marks import MARK, FormMark, new_window
from caseflow.web.form_pages import actor_and_now
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform

CREATE = CasePermission.CREATE
STEP_OF = {
    "despite": 4,
    "entity": 1,
    "received_on": 1,
    "channel": 1,
    "title": 2,
    "conduct": 2,
    "first_day": 2,
}
FIELD_OF = {"first_day": "happened", "last_day": "happened"}


@room.route("/cases/new", permission=CREATE)
def new() -> ResponseReturnValue:
    """One step of the form, as far as it was filled in."""
    sheet, step = sheet_of(), step_of()
    form = sheet.form(step)
    if "check" in request.args:
        form.validate()
    return step_page(sheet, step, form)


@room.route("/cases/new", methods=["POST"], permission=CREATE, endpoint="new_post")
def fill_in() -> ResponseReturnValue:
    """Take one step: go on, keep it for later, name one more, or log the case."""
    sheet, step, do = sheet_of(), step_of(), request.form.get("do", "go")
    sheet.take(step, request.form)
    if do == "log" and step == CHECK:
        return log(sheet)
    try:
        if do == "go" and not (form := sheet.form(step)).validate():
            return step_page(sheet, step, form), 422
        return go_on(sheet, step, do)
    except NotReady as error:
        form = sheet.form(step)
        form.refuse(error)
        return step_page(sheet, step, form), 422


def go_on(sheet: Sheet, step: int, do: str) -> ResponseReturnValue:
    """Keep the draft and go where the button leads."""
    if do == "add":
        sheet.with_person()
    elif do.startswith("drop-") and do[5:].isdecimal() and len(do) < 9:
        sheet.without_person(int(do[5:]))
    next_step = min(step + 1, CHECK) if do == "go" else step
    draft, mark = keep(sheet, next_step), sent_mark()
    if mark is not None and went_on_elsewhere(mark, draft.id):
        tell(_("Another tab went on with this draft. What each of them kept stands here."), "warn")
        return redirect(url_for("drafts.both", draft_id=draft.id, other_id=mark.draft_id))
    if do == "keep":
        tell(_("The draft is kept. You find it under “Log a case”."))
        return redirect(url_for("cases.queue"))
    last = f"person-{how_many(sheet.typed(3))}" if do == "add" else None
    return redirect(url_for("cases.new", draft=draft_id(sheet), step=next_step, _anchor=last))


def log(sheet: Sheet) -> ResponseReturnValue:
    """Log the case if every answer is right; else go back to the first step that is not."""
    forms = sheet.checked()
    for number, form in enumerate(forms, 1):
        if form.errors:
            return redirect(url_for("cases.new", draft=draft_id(sheet), step=number, check=1))
    try:
        case = perform(
            log_case, store.session(), entry(*forms), despite=accepted(), **actor_and_now()
        )
    except NotReady as error:
        return refused(sheet, error), 422
    if sheet.draft is not None:
        perform(drop_draft, sheet.draft, actor=current_actor(), right=CREATE, sent=True)
    if case.owner_id != current_actor().user_id:
        tell(
            _(
                "%(reference)s is logged and waits for somebody to take it.",
                reference=case.reference,
            )
        )
        return redirect(url_for("cases.queue"))
    tell(_("%(reference)s is logged and is with you.", reference=case.reference))
    return redirect(url_for("cases.case", reference=case.reference))


def accepted() -> frozenset[UUID]:
    """Those whom the writer has said to keep out although the case needs them."""
    form = CheckForm(meta=NO_TOKEN)
    offer_shut_out(form.despite)
    return form.despite.chosen_ids


def refused(sheet: Sheet, error: DomainError) -> str:
    """The step a refusal is about, with its sentence at the field."""
    name = getattr(error, "field", None) or ""
    step = STEP_OF.get(name, 3 if name else CHECK)
    form = sheet.form(step)
    if isinstance(form, CheckForm):
        offer_shut_out(form.despite, error)
    form.refuse_at(FIELD_OF.get(name, name), error.sentence)
    return step_page(sheet, step, form)


def step_page(sheet: Sheet, step: int, form: BaseForm) -> str:
    """The page of a step."""
    begun = []
    if step == 1 and sheet.draft is None and request.method == "GET":
        begun = [
            {"line": line, "step": step_in(line.page)}
            for line in drafts_of_form(store.session(), LOG_A_CASE, actor=current_actor())
        ]
    return render_template(
        "cases/log.html",
        step=step,
        form=form,
        steps=steps(step, sheet),
        here={"draft": draft_id(sheet), "step": step},
        drafts=begun,
        answers=answers(sheet) if step == CHECK else [],
        step_names=STEPS,
    )


def steps(step: int, sheet: Sheet) -> list[dict[str, object]]:
    """The steps with those that were taken."""
    shown: list[dict[str, object]] = []
    for number, words in enumerate(STEPS, 1):
        state = "now" if number == step else "later"
        if number != step and sheet.typed(number) is not None:
            state = "done"
        shown.append({"words": words, "state": state})
    return shown


def step_of() -> int:
    """Which step an address means."""
    return step_in(request.full_path)


def sheet_of() -> Sheet:
    """The sheet of an address, or of the page that was sent. Raises NotFound."""
    if (opened := draft_at_hand()) is not None:
        return Sheet(open_draft(opened, **actor_and_now(), right=CREATE), opened)
    if request.method == "GET":
        return Sheet()
    mark, actor = sent_mark(), current_actor()
    if mark is None:
        return sheet_of_address()
    own = draft_of_window(
        store.session(), mark.window, actor=actor, draft_id=mark.draft_id, version=mark.version
    )
    if own is not None:
        return Sheet(content_for_its_act(own, actor=actor), own)
    if mark.draft_id is None:
        return Sheet()
    return Sheet(content_for_its_act(named(mark.draft_id), actor=actor))


def sheet_of_address() -> Sheet:
    """The sheet that the address of a sent page names. Raises NotFound."""
    wanted = request.args.get(MARK)
    if not wanted:
        return Sheet()
    try:
        draft = named(UUID(wanted))
    except ValueError:
        raise NotFound(_("There is no such draft.")) from None
    return Sheet(content_for_its_act(draft, actor=current_actor()), draft)


def named(key: UUID) -> Draft:
    """One of the writer's own drafts. Raises NotFound."""
    return own_draft(store.session(), key, actor=current_actor())


def keep(sheet: Sheet, step: int) -> Draft:
    """Keep the draft; it is gone back to at this step."""
    mark = sent_mark() or FormMark(current_actor().user_id, "", LOG_A_CASE, new_window())
    if sheet.draft is not None:
        mark = mark.seen(sheet.draft.id, sheet.draft.version)
    desk = desk_of(replace(mark, page=url_for("cases.new", step=step)))
    sheet.draft = perform(
        keep_draft, store.session(), lambda _before: sheet.content, desk=desk, **actor_and_now()
    )
    return sheet.draft


def draft_id(sheet: Sheet) -> str | None:
    """The draft for an address."""
    return str(sheet.draft.id) if sheet.draft else None
