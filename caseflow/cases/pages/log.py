"""Logging a case: three steps, a look at the answers, and a draft that is kept all along."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from caseflow.access.permissions import Permission
from caseflow.cases import queries
from caseflow.cases.forms.logging import CheckForm
from caseflow.cases.pages.answers import answers
from caseflow.cases.pages.doing import who
from caseflow.cases.pages.offering import offer_shut_out
from caseflow.cases.pages.room import room
from caseflow.cases.pages.sheet import CHECK, NO_TOKEN, STEPS, Sheet, entry, how_many
from caseflow.cases.services.drafting import LOG_A_CASE, drop_draft, keep_draft, open_draft
from caseflow.cases.services.receiving import log_case
from caseflow.errors import DomainError, NotFound, NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.words import say, time_of_day

CREATE = Permission.CASES_CREATE
MOST_SHEETS = 4
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


@room.route("/cases/new/draft", methods=["POST"], permission=CREATE)
def draft() -> ResponseReturnValue:
    """Keep what is typed so far, while it is being typed."""
    sheet, step = sheet_of(), step_of()
    sheet.take(step, request.form)
    try:
        keep(sheet, step)
    except NotReady as error:
        return {"said": say(error.sentence)}, 422
    return {"said": say(_("Draft kept at %(time)s", time=time_of_day(g.now)))}


@room.route("/cases/drafts/<uuid:draft_id>/drop", methods=["POST"], permission=CREATE)
def drop_one(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    found = queries.draft(store.session(), draft_id, actor=current_actor())
    perform(drop_draft, found, actor=current_actor())
    tell(_("The draft is thrown away."))
    return redirect(url_for("cases.new"))


def go_on(sheet: Sheet, step: int, do: str) -> ResponseReturnValue:
    """Keep the draft and go where the button leads."""
    if do == "add":
        sheet.with_person()
    elif do.startswith("drop-") and do[5:].isdecimal() and len(do) < 9:
        sheet.without_person(int(do[5:]))
    next_step = min(step + 1, CHECK) if do == "go" else step
    keep(sheet, next_step)
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
        case = perform(log_case, store.session(), entry(*forms), despite=accepted(), **who())
    except NotReady as error:
        return refused(sheet, error), 422
    if sheet.draft is not None:
        perform(drop_draft, sheet.draft, actor=current_actor())
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
    own = queries.drafts(store.session(), LOG_A_CASE, actor=current_actor())
    token = request.form.get("sheet") or secrets.token_urlsafe(9)
    return render_template(
        "cases/log.html",
        step=step,
        form=form,
        token=token[:40],
        steps=steps(step, sheet),
        here={"draft": draft_id(sheet), "step": step},
        kept_at=sheet.draft.kept_at if sheet.draft else None,
        drafts=[d for d in own if sheet.draft is None] if step == 1 else [],
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
    text = request.args.get("step", "1")
    return min(max(int(text), 1), CHECK) if text.isdecimal() and len(text) < 4 else 1


def sheet_of() -> Sheet:
    """The sheet of an address, or of a page that began without a draft. Raises NotFound."""
    wanted = request.args.get("draft") or sheets().get(request.form.get("sheet", ""))
    if not wanted:
        return Sheet()
    try:
        found = queries.draft(store.session(), UUID(wanted), actor=current_actor())
    except ValueError:
        raise NotFound(_("There is no such draft.")) from None
    return Sheet(open_draft(found, **who()), found)


def keep(sheet: Sheet, step: int) -> None:
    """Keep the draft; a page that began without one finds it again by its token."""
    known = sheet.draft
    sheet.draft = perform(
        keep_draft,
        store.session(),
        sheet.content,
        step=step,
        draft_id=known.id if known else None,
        **who(),
    )
    token = request.form.get("sheet", "")[:40]
    if known is None and token:
        cookie["sheets"] = dict([*sheets().items(), (token, str(sheet.draft.id))][-MOST_SHEETS:])


def sheets() -> dict[str, str]:
    """The drafts of pages that began without one, by the token of the page."""
    found: dict[str, str] = cookie.get("sheets", {})
    return found


def draft_id(sheet: Sheet) -> str | None:
    """The draft for an address."""
    return str(sheet.draft.id) if sheet.draft else None
