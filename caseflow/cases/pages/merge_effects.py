"""What a merge does to the stage and the time limit of the case that goes on, in words."""

from __future__ import annotations

from flask import g

from caseflow.cases import queries
from caseflow.cases.course.timing import read_limit
from caseflow.cases.forms.working import MergeForm
from caseflow.cases.models import Case
from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.services.carrying import Place, earlier_place
from caseflow.cases.workflow import limit_at, stage_label, track
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.reference.limits import limits
from caseflow.reference.models import Entity
from caseflow.web import store
from caseflow.web.guard import current_actor


def effects_of(view: CaseView, form: MergeForm) -> list[Text]:
    """What happens to the other case once somebody comes along; nothing where it stays as it is."""
    session, typed = store.session(), (form.reference.data or "").strip()
    try:
        into = queries.case(session, typed, actor=current_actor()) if typed else None
    except NotFound:
        into = None
    case = queries.case(session, view.head.reference, actor=current_actor())
    if into is None or into.id == case.id or into.merged_into is not None:
        return []
    place = earlier_place(session, case, into, now=g.now)
    if place is None:
        return _later_limit(case, into)
    stages = {stage.value: stage.label for stage in track(place.track).stages}
    said = [
        _(
            "%(reference)s stands at “%(now)s”. A subject who comes along goes on at “%(then)s”, "
            "and a case stands where its least advanced subject stands: it goes back to "
            "“%(then)s”. Everybody else in it stays where they stand.",
            reference=into.reference,
            now=stages.get(into.stage, Text(into.stage)),
            then=stages[place.stage],
        )
    ]
    said += _limit_words(into, place, session.get(Entity, into.entity_id))
    if form.same.options:
        said.append(_("Nothing of this happens if everybody in this case is there already."))
    return said


def _later_limit(case: Case, into: Case) -> list[Text]:
    """That those who come along are counted by a limit that ends later than theirs."""
    if case.due_on is None or into.due_on is None or into.due_on <= case.due_on:
        return []
    return [
        _(
            "The time limit of this case ends on %(here)s. Whoever comes along is counted by the"
            " limit of %(reference)s from then on, which ends later: on %(there)s.",
            here=case.due_on,
            reference=into.reference,
            there=into.due_on,
        )
    ]


def _limit_words(into: Case, place: Place, entity: Entity | None) -> list[Text]:
    """Which limit runs then, and until when."""
    known = limits()
    now = known.get(limit_at(into.stage, into.track, grave=into.strict_limits) or "")
    then = known.get(limit_at(place.stage, place.track, grave=into.strict_limits) or "")
    said = []
    if now is not None:
        said.append(
            _(
                "The time limit “%(limit)s” goes on for those who stay at “%(stage)s”.",
                limit=now.label,
                stage=stage_label(into.stage, into.track),
            )
        )
    if then is not None:
        due = read_limit(then.name, place.since, entity, (), now=g.now).due
        said.append(_("The time limit “%(limit)s” runs, until %(day)s.", limit=then.label, day=due))
    return said
