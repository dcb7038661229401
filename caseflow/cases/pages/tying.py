"""Cases that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask.typing import ResponseReturnValue

from caseflow.cases import queries
from caseflow.cases.forms.working import LinkForm, UntieForm
from caseflow.cases.models import Case, LinkKind
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import case_of, head_of, submit_on_case, to_case, view_of
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.services.tying import link_cases, require_other, unlink_cases
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor

EDIT = CasePermission.EDIT


@room.route("/cases/<reference:reference>/links/new", methods=["GET", "POST"], permission=EDIT)
def link(reference: str) -> ResponseReturnValue:
    """Say that another case belongs to this one."""
    head = head_of(reference, EDIT)
    form = LinkForm()
    if submit_on_case(
        form,
        reference,
        lambda case: link_cases(
            case, other(form.reference.data), kind=LinkKind(str(form.kind.data)), **actor_and_now()
        ),
    ):
        return to_case(reference, _("The cases are linked."), "links")
    title = _("Link another case")
    here = crumbs(head, (title, ""))
    return form_page("cases/act.html", form, head=head, crumbs=here, title=title, button=title)


@room.route(
    "/cases/<reference:reference>/links/<uuid:link_id>/untie",
    methods=["GET", "POST"],
    permission=EDIT,
)
def untie(reference: str, link_id: UUID) -> ResponseReturnValue:
    """Undo a tie to another case."""
    view = view_of(reference)
    tie = next((each for each in view.links if each.id == link_id), None)
    if tie is None:
        raise NotFound(_("These cases are not linked."))
    case = case_of(reference)
    require_work(store.session(), current_actor(), EDIT, case=case)
    blocking: list[dict[str, str]] = []
    try:
        require_other(case, other(tie.reference), actor=current_actor())
    except NotReady as refusal:
        blocking = in_the_way([refusal.sentence])
    form = UntieForm()
    if submit_on_case(
        form,
        reference,
        lambda case: unlink_cases(
            case, other(tie.reference), reason=form.reason.data, **actor_and_now()
        ),
    ):
        return to_case(reference, _("The cases are no longer linked."))
    title = _("Untie from this case")
    words = _(
        "%(here)s and %(there)s no longer show each other as linked. The timelines of both say so, "
        "with your reason. You can link them again.",
        here=reference,
        there=tie.reference,
    )
    here = crumbs(view.head, (title, ""))
    texts = {"title": title, "button": title, "words": words, "blocking": blocking}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **texts)


def in_the_way(sentences: Sequence[str]) -> list[dict[str, str]]:
    """What stands in the way, as the page of an act shows it; nothing here settles it."""
    return [{"words": each, "url": "", "note": ""} for each in sentences]


def other(reference: str) -> Case:
    """Another case within reach. Raises NotReady, the same for one that is out of reach."""
    try:
        return queries.case(store.session(), reference, actor=current_actor())
    except NotFound:
        sentence = _("There is no such case, or it is not for you.")
        raise NotReady(sentence, field="reference") from None
