"""Who is named in a case, and what is alleged against whom."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.people import CategoryForm, IdentifyForm, PersonForm, WhoForm
from caseflow.cases.forms.working import AllegationForm
from caseflow.cases.opened_case.views import CaseHead
from caseflow.cases.pages.case_words import crumbs, is_decided, name_of
from caseflow.cases.pages.doing import head_of, submit_on_case, to_case, view_to_work
from caseflow.cases.pages.offering import (
    offer_accounts,
    offer_bands,
    offer_categories,
    offer_kinds,
    offer_list,
    offer_shut_out,
)
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.people import add_person
from caseflow.cases.services.people import identify as say_who
from caseflow.cases.services.personnel_category import set_personnel_category
from caseflow.cases.workflow import track, track_names
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.reference.models import ListKind
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor

EDIT = CasePermission.EDIT


@room.route("/cases/<reference:reference>/people/new", methods=["GET", "POST"], permission=EDIT)
def name(reference: str) -> ResponseReturnValue:
    """Name somebody in the case."""
    head = head_of(reference, EDIT)
    form = PersonForm()
    offer(form, head)
    if submit_on_case(
        form,
        reference,
        lambda case: add_person(
            case, form.entry(), despite=form.despite.chosen_ids, **actor_and_now()
        ),
    ):
        return named(form, reference, _("The person is named in the case."))
    title = _("Name a person")
    shown = {"title": title, "button": title, "goes_back": _goes_back(head)}
    here = crumbs(head, (title, ""))
    return form_page("cases/person_page.html", form, head=head, crumbs=here, **shown)


def _goes_back(head: CaseHead) -> bool:
    """Whether one more subject, who begins at the first stage, takes the case back there."""
    return head.stage not in {track(name).first.value for name in track_names()}


@room.route(
    "/cases/<reference:reference>/people/<uuid:person_id>/identify",
    methods=["GET", "POST"],
    permission=EDIT,
)
def identify(reference: str, person_id: UUID) -> ResponseReturnValue:
    """Say who an unidentified subject is."""
    view = view_to_work(reference, EDIT)
    subject = next((s for s in view.subjects if s.id == person_id and not s.identified), None)
    if subject is None:
        raise NotFound(_("There is no such subject."))
    form = IdentifyForm()
    offer(form, view.head)
    if submit_on_case(
        form,
        reference,
        lambda case: say_who(
            case, person_id, form.entry(), despite=form.despite.chosen_ids, **actor_and_now()
        ),
    ):
        return named(form, reference, _("The subject is identified."))
    here = crumbs(view.head, (_("Identify a subject"), ""))
    shown = {"title": _("Who is it?"), "button": _("Identify the subject")}
    about = {"about": name_of(subject), "several": subject.how_many != 1}
    about["decided"] = is_decided(view, subject)
    return form_page("cases/person_page.html", form, head=view.head, crumbs=here, **shown, **about)


@room.route(
    "/cases/<reference:reference>/people/<uuid:person_id>/category",
    methods=["GET", "POST"],
    permission=EDIT,
)
def category(reference: str, person_id: UUID) -> ResponseReturnValue:
    """Say which category of personnel a subject belongs to."""
    view = view_to_work(reference, EDIT)
    subject = next((s for s in view.subjects if s.id == person_id), None)
    if subject is None:
        raise NotFound(_("There is no such subject."))
    known = subject.personnel_category
    form = CategoryForm(data={"personnel_category": known, "before": known})
    offer_categories(form.personnel_category)
    if submit_on_case(
        form,
        reference,
        lambda case: set_personnel_category(
            case,
            person_id,
            str(form.personnel_category.data),
            before=form.before.data or None,
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _("The category is recorded."), "people")
    title, button = _("Category of the subject"), _("Record the category")
    words = _(
        "%(name)s: the category says which measures a decision can impose. You can correct it "
        "until a decision rests on it.",
        name=name_of(subject),
    )
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "button": button, "words": words}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)


@room.route(
    "/cases/<reference:reference>/allegations/new", methods=["GET", "POST"], permission=EDIT
)
def allege(reference: str) -> ResponseReturnValue:
    """Add an allegation."""
    view = view_to_work(reference, EDIT)
    form = AllegationForm()
    offer_kinds(form.conduct)
    form.subjects.offer([(str(s.id), name_of(s)) for s in view.subjects])
    if submit_on_case(
        form,
        reference,
        lambda case: add_allegation(
            case,
            conduct=str(form.conduct.data),
            subjects=[UUID(each) for each in form.subjects.data or ()],
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _("The allegation is added."), "allegations")
    title = _("Add an allegation")
    here = crumbs(view.head, (title, ""))
    return form_page("cases/act.html", form, head=view.head, crumbs=here, title=title, button=title)


def offer(form: WhoForm, head: CaseHead) -> None:
    """Fill the lists of a person's form."""
    offer_categories(form.personnel_category)
    offer_bands(form.rank_band)
    offer_list(form.unit, ListKind.UNIT, head.entity_id)
    offer_accounts(form.user)
    offer_shut_out(form.despite)


def named(form: WhoForm, reference: str, sentence: Text) -> ResponseReturnValue:
    """Back to the case, or to the queue for whoever keeps themselves out of it."""
    if current_actor().user_id in form.despite.chosen_ids:
        tell(sentence)
        return redirect(url_for("cases.queue"))
    return to_case(reference, sentence, "people")
