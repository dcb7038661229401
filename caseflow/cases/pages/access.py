"""Who has the case, who is let in, who is kept out, and how far it may travel."""

from __future__ import annotations

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.capacities import Capacity
from caseflow.access.models import Classification
from caseflow.cases import queries
from caseflow.cases.capacities import GIVEN, CaseCapacity
from caseflow.cases.forms.access import (
    HandOverForm,
    KeepOutForm,
    LetInForm,
    Match,
    SettleForm,
    TransferForm,
)
from caseflow.cases.forms.working import ClassifyForm
from caseflow.cases.opened_case.views import CaseHead, CaseView, ShutOutView
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import case_of, head_of, submit_on_case, to_case, view_of
from caseflow.cases.pages.offering import offer_accounts, offer_entities, offer_list
from caseflow.cases.pages.room import READ, room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import kept_out
from caseflow.cases.services import access as verbs
from caseflow.cases.services.task_return import count_given_back
from caseflow.cases.services.transferring import transfer as transfer_to
from caseflow.errors import NotFound
from caseflow.labels import Text, _, ngettext
from caseflow.manifests import by_value
from caseflow.reference.models import ListKind
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform

MANAGE = CasePermission.ACCESS_MANAGE
ACT = "cases/act.html"


@room.route(
    "/cases/<reference:reference>/hand-over",
    methods=["GET", "POST"],
    permission=CasePermission.EDIT,
)
def hand_over(reference: str) -> ResponseReturnValue:
    """Give the case to somebody else, or to a desk."""
    held(store.session(), case_of(reference))
    head = head_of(reference, CasePermission.EDIT)
    form = HandOverForm(shows={_("Owner"): head.owner.name if head.owner else ""})
    able = queries.those_who_may(store.session(), CasePermission.EDIT, head, **actor_and_now())
    offer_accounts(form.to, without=head.owner.id if head.owner else None, among=able)
    offer_list(form.desk, ListKind.DESK, head.entity_id)
    if submit_on_case(
        form,
        reference,
        lambda case: verbs.hand_over(
            case,
            to=form.to.chosen_id,
            desk_id=form.desk.chosen_id,
            reason=form.reason.data,
            **actor_and_now(),
        ),
    ):
        return handed_over(reference)
    title = _("Hand over")
    here = crumbs(head, (title, ""))
    return form_page(ACT, form, head=head, crumbs=here, title=title, button=title, words=HANDED)


HANDED = _(
    "The case is no longer with you at once. It still waits for you while your role allows its next"
    " move. The new owner sees your reason."
)


def handed_over(reference: str) -> ResponseReturnValue:
    """Back to the queue: the case may be out of reach now."""
    tell(_("%(reference)s is handed over.", reference=reference))
    return redirect(url_for("cases.queue"))


@room.route("/cases/<reference:reference>/transfer", methods=["GET", "POST"], permission=MANAGE)
def transfer(reference: str) -> ResponseReturnValue:
    """Give the case to another entity."""
    held(store.session(), case_of(reference))
    head = head_of(reference, MANAGE)
    form = TransferForm(shows={_("Entity"): head.entity_code})
    offer_entities(form.entity, without=head.entity_code)
    if submit_on_case(
        form,
        reference,
        lambda case: transfer_to(
            case, to=UUID(str(form.entity.data)), reason=form.reason.data, **actor_and_now()
        ),
    ):
        tell(_("%(reference)s has gone to the other entity.", reference=reference))
        return redirect(url_for("cases.queue"))
    title = _("Transfer to another entity")
    here = crumbs(head, (title, ""))
    return form_page(ACT, form, head=head, crumbs=here, title=title, button=title, words=SENT)


SENT = _(
    "It waits there, at no desk yet. Whoever was let in stays let in, whoever is kept out stays"
    " out. You may not see it afterwards."
)


@room.route("/cases/<reference:reference>/access", permission=READ)
def access(reference: str) -> ResponseReturnValue:
    """Who may open the case, and who may not."""
    view = view_of(reference)
    manageable(view)
    title = _("Who can open this")
    return render_template(
        "cases/access.html",
        view=view,
        head=view.head,
        crumbs=crumbs(view.head, (title, "")),
        title=title,
    )


@room.route(
    "/cases/<reference:reference>/access/let-in", methods=["GET", "POST"], permission=MANAGE
)
def let_in(reference: str) -> ResponseReturnValue:
    """Let somebody in for one capacity; only people whose role fits it are offered."""
    head = head_of(reference, MANAGE)
    capacity, form = capacity_asked(), LetInForm()
    able = queries.those_who_fit(store.session(), capacity, head, **actor_and_now())
    offer_accounts(form.user, without=current_actor().user_id, among=able)
    if submit_on_case(
        form,
        reference,
        lambda case: verbs.let_in(
            case,
            user_id=UUID(str(form.user.data)),
            capacity=by_value(Capacity, str(form.capacity.data)),
            until=form.until.data,
            **actor_and_now(),
        ),
    ):
        return to_access(reference, let_in_words(reference, UUID(str(form.user.data))))
    title = _("Let somebody in")
    return form_page(
        "cases/let_in.html",
        form,
        head=head,
        crumbs=under_access(head, title),
        title=title,
        capacity=capacity,
        capacities=capacities(reference, capacity),
    )


def let_in_words(reference: str, user_id: UUID) -> Text:
    """What is true after somebody was let in: they may have the name of somebody in the case."""
    if kept_out(store.session(), case_of(reference), user_id, now=g.now):
        return _(
            "This person has the name of somebody in the case, and stays out until the match is"
            " settled here."
        )
    return _("The person is let in.")


def capacity_asked() -> Capacity:
    """What somebody is to be let in for: as sent, as in the address, or to investigate."""
    wish = request.form.get("capacity") or request.args.get("capacity")
    return next((each for each in GIVEN if each.value == wish), CaseCapacity.INVESTIGATOR)


def capacities(reference: str, chosen: Capacity) -> list[dict[str, object]]:
    """What somebody can be let in for, each with the page that offers people for it."""
    return [
        {
            "words": each.label,
            "url": url_for("cases.let_in", reference=reference, capacity=each.value),
            "current": each is chosen,
        }
        for each in GIVEN
    ]


@room.route(
    "/cases/<reference:reference>/access/<uuid:grant_id>/end", methods=["POST"], permission=MANAGE
)
def end_access(reference: str, grant_id: UUID) -> ResponseReturnValue:
    """End what somebody was let in for."""
    perform(verbs.end_access, case_of(reference), grant_id, **actor_and_now())
    return to_access(reference, _("That access is over."))


@room.route(
    "/cases/<reference:reference>/access/keep-out", methods=["GET", "POST"], permission=MANAGE
)
def keep_out(reference: str) -> ResponseReturnValue:
    """Keep somebody out because of a conflict of interest."""
    head = head_of(reference, MANAGE)
    form = KeepOutForm()
    offer_accounts(form.user, without=current_actor().user_id)
    if submit_on_case(
        form,
        reference,
        lambda case: verbs.keep_out(
            case, user_id=UUID(str(form.user.data)), reason=form.reason.data, **actor_and_now()
        ),
    ):
        return to_access(reference, _("The person is kept out."))
    title = _("Keep somebody out")
    here = under_access(head, title)
    return form_page(ACT, form, head=head, crumbs=here, title=title, button=title)


@room.route(
    "/cases/<reference:reference>/access/bars/<uuid:bar_id>",
    methods=["GET", "POST"],
    permission=MANAGE,
)
def settle(reference: str, bar_id: UUID) -> ResponseReturnValue:
    """Decide whether a colleague whose name matches is the person named."""
    view = view_of(reference)
    bar = proposed(view, bar_id)
    form = SettleForm()
    if submit_on_case(
        form,
        reference,
        lambda case: verbs.settle_conflict(
            case,
            bar_id,
            confirm=form.match.data is Match.YES,
            reason=form.reason.data,
            **actor_and_now(),
        ),
    ):
        return to_access(reference, _("The match is settled."))
    title = _("Is it the same person?")
    here = under_access(view.head, title)
    words = _(
        "%(name)s has the name of somebody in this case, and is kept out until you decide.",
        name=bar.person.name if bar.person else "",
    )
    button = _("Settle the match")
    return form_page(
        ACT, form, head=view.head, crumbs=here, title=title, button=button, words=words
    )


@room.route(
    "/cases/<reference:reference>/classification", methods=["GET", "POST"], permission=MANAGE
)
def classify(reference: str) -> ResponseReturnValue:
    """Change how far the case may travel."""
    held(store.session(), case_of(reference))
    head = head_of(reference, MANAGE)
    form = ClassifyForm(data={"classification": head.classification})
    if submit_on_case(
        form,
        reference,
        lambda case: verbs.classify(
            case,
            classification=Classification(str(form.classification.data)),
            reason=form.reason.data,
            **actor_and_now(),
        ),
    ):
        return classified(head, Classification(str(form.classification.data)))
    title = _("Change the classification")
    here = crumbs(head, (title, ""))
    number = count_given_back(store.session(), case_of(reference), now=g.now)
    words = ngettext(
        "If only the named team sees the case, %(count)s open task goes back to nobody: whoever "
        "has it is not in the team.",
        "If only the named team sees the case, %(count)s open tasks go back to nobody: whoever "
        "has them is not in the team.",
        number,
    )
    shown = {"words": words} if number else {}
    return form_page(ACT, form, head=head, crumbs=here, title=title, button=title, **shown)


def classified(head: CaseHead, now: Classification) -> ResponseReturnValue:
    """Back to the case, or to the queue where it may be out of reach now."""
    mine = head.owner is not None and head.owner.id == current_actor().user_id
    if now is Classification.STRICTLY_CONFIDENTIAL and not mine:
        tell(_("%(reference)s is for its named team only now.", reference=head.reference))
        return redirect(url_for("cases.queue"))
    return to_case(head.reference, _("The classification is changed."))


def under_access(head: CaseHead, title: Text) -> list[tuple[Text | str, str]]:
    """Where a page beneath “Who can open this” is."""
    above = url_for("cases.access", reference=head.reference)
    return crumbs(head, (_("Who can open this"), above), (title, ""))


def to_access(reference: str, sentence: Text) -> ResponseReturnValue:
    """Back to who can open the case."""
    tell(sentence)
    return redirect(url_for("cases.access", reference=reference))


def manageable(view: CaseView) -> None:
    """Raise NotFound unless the reader may manage access here."""
    if "manage-access" not in view.may:
        raise NotFound(_("There is no such page."))


def proposed(view: CaseView, bar_id: UUID) -> ShutOutView:
    """A match that waits for a decision. Raises NotFound."""
    for bar in view.shut_out:
        if bar.exclusion_id == bar_id and bar.proposed:
            return bar
    raise NotFound(_("There is no such match."))
