"""Turning a loaded case into what its page shows: people, answers, stages and moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from caseflow.access.permissions import Permission
from caseflow.cases.course import next_move as next_moves
from caseflow.cases.course.next_move import forward, is_barred, stand_together, unsettled
from caseflow.cases.models import Party, Proceeding, Step
from caseflow.cases.opened_case.loading import Loaded, person
from caseflow.cases.opened_case.move_views import ApartView, Blocker, MoveView, StageView
from caseflow.cases.opened_case.reader import Reader
from caseflow.cases.opened_case.views import CaseHead, OccurrenceView, PartyView
from caseflow.cases.records.case_category import category_in_words
from caseflow.cases.records.making import MERGED, UNMERGED
from caseflow.cases.track_effects import COUNT_DECISION, SET_ASIDE, UNDOES_DECISIONS
from caseflow.cases.workflow import (
    DEFAULT,
    Meaning,
    Standing,
    least_advanced,
    limit_at,
    setting_aside,
    stage_label,
    track,
)
from caseflow.labels import Text, _
from caseflow.manifests import by_value
from caseflow.names.name_lists import names_in
from caseflow.reference.limits import limits
from caseflow.reference.lists import personnel_categories, rank_bands
from caseflow.reference.taxonomy import conduct
from caseflow.workflow import Move, Workflow, WorkflowError


def head(found: Loaded) -> CaseHead:
    """The top of the page."""
    case, entity = found.case, found.entity
    way = track(case.track or DEFAULT)
    stage = way.stage(case.stage)
    return CaseHead(
        id=case.id,
        reference=case.reference,
        title=found.text(case.id, "title"),
        classification=case.classification,
        entity_id=case.entity_id,
        entity_code=entity.code if entity else "",
        entity_name=entity.name if entity else "",
        track=way.label,
        category=category_in_words(
            conduct(case.category), case.category, proven=case.category_proven
        ),
        stage=case.stage,
        stage_label=stage.label,
        is_open=not stage.means(Meaning.CLOSED),
        owner=person(found, case.owner_id) if case.owner_id else None,
        desk=found.text(case.id, "desk") or (entity.name if entity else ""),
        admitted=case.admitted,
        external_reference=case.external_reference or "",
        outcome=case.outcome,
        closed_on=case.closed_on,
        merged_into=found.merged_into or "",
    )


def occurrences(found: Loaded) -> tuple[OccurrenceView, ...]:
    """When and where."""
    return tuple(
        OccurrenceView(
            id=row.id,
            precision=row.precision,
            first_day=row.first_day,
            last_day=row.last_day,
            place=found.text(row.id, "place") or None,
        )
        for row in found.occurrences
    )


def party(found: Loaded, row: Party) -> PartyView:
    """A person named in the case."""
    return PartyView(
        id=row.id,
        part=row.part,
        name=found.text(row.id, "name"),
        other_names=names_in(found.text(row.id, "other_names")),
        nameless=row.identified and row.name is None,
        identified=row.identified,
        how_many=row.how_many,
        description=found.text(row.id, "description"),
        rank_band=rank_bands().label(row.rank_band) if row.rank_band else None,
        rank=found.text(row.id, "rank"),
        unit=found.text(row.id, "unit"),
        personnel_category=row.personnel_category,
        category_label=personnel_categories().label(row.personnel_category),
        date_of_birth=found.text(row.id, "date_of_birth"),
        nationality=found.text(row.id, "nationality"),
        gender=found.text(row.id, "gender"),
        id_number=found.text(row.id, "id_number"),
        left_on=row.left_on,
        split_from=row.split_from,
        stands=_stands_apart(found, row),
    )


def _stands_apart(found: Loaded, row: Party) -> Text | None:
    """Where a subject stands, unless all stand together."""
    opened = found.proceedings.get(row.id)
    places = {(each.track, each.stage) for each in found.proceedings.values()}
    if opened is None or len(places) == 1:
        return None
    stage = stage_label(opened.stage, opened.track)
    if len({name for name, _stage in places}) == 1:
        return _("stands at “%(stage)s”", stage=stage)
    return _("%(track)s: stands at “%(stage)s”", track=track(opened.track).label, stage=stage)


def stages(found: Loaded, now: datetime) -> tuple[StageView, ...]:
    """The way of the case, with the day each stage began and how long it lasted."""
    case = found.case
    lead = least_advanced(list(found.proceedings.values()))
    way = track(lead.track)
    here = way.stages.index(way.stage(case.stage))
    began = _began(found, lead.id, way)
    shown, answered = [], _stages_answered(found, way)
    for n, stage in enumerate(way.stages):
        state = "now" if n == here else "done" if n < here and stage.value in began else "next"
        if state == "now" and stage in way.final:
            state = "done"
        since, until = began.get(stage.value, (None, None))
        if n == here and case.stage_since is not None:
            since = case.stage_since  # its limit runs from then; one who came later changes nothing
        held = stage.value in began or stage.value in answered
        passed = state == "done" and since is not None and until is not None
        shown.append(
            StageView(
                code=stage.value,
                label=stage.label,
                mark=stage.carried.mark,
                state=state,
                since=since if state != "next" else None,
                days=max(0, (until - since).days) if passed and since and until else None,
                undated=n <= here and since is None and held,
                not_held=case.admitted and n < here and not held,
            )
        )
    return tuple(shown)


def _stages_answered(found: Loaded, way: Workflow) -> set[str]:
    """Of a case of an old register, the stages that its findings and decisions tell of."""
    if not found.case.admitted:
        return set()
    answers = [each for each in found.findings.values() if each.outcome is not None]
    stages: set[str] = set()
    if any(each.step is Step.INVESTIGATION for each in answers):
        stages |= {stage.value for stage in way.meaning(Meaning.INVESTIGATING)}
    decided = any(decision.final for decision in found.decisions.values())
    if decided or any(each.step is Step.DECISION for each in answers):
        stages |= {move.end.value for move in way.moves if COUNT_DECISION in move.effects}
    return stages


def _began(
    found: Loaded, proceeding_id: UUID, way: Workflow
) -> dict[str, tuple[date | None, date | None]]:
    """The days between which a proceeding stood at each stage that it came to."""
    moves = [
        row for row in found.items["move"] if row.other == proceeding_id and row.start != row.end
    ]
    if not moves:
        return {}
    first = min(row.at for row in moves if row.at is not None)
    moves.sort(key=lambda row: (row.at or first, row.id))
    moves = _without_undone_merges(moves)
    days: list[tuple[str, date | None]] = [(_now_called(way, r.end), r.first) for r in moves]
    days[0] = (days[0][0], found.case.received_on)
    last = (days[-1][0], days[-1][1], None)
    spans = [(end, day, after[1]) for (end, day), after in pairwise(days)]
    return {end: (day, until) for end, day, until in [*spans, last]}


def _without_undone_merges(moves: Sequence[Any]) -> list[Any]:
    """These moves without merges that were undone: it stands where it stood, since it did."""
    kept: list[Any] = []
    for row in moves:
        if row.code == UNMERGED and kept and kept[-1].code == MERGED:
            kept.pop()
        else:
            kept.append(row)
    return kept


def _now_called(way: Workflow, stage: str) -> str:
    """The stage that came in the place of one, or that itself."""
    try:
        return way.stage(stage).value
    except WorkflowError:
        return stage


def moves(reader: Reader, lead: Standing, every: Sequence[Standing]) -> tuple[MoveView, ...]:
    """The moves this reader may make, ready or not.

    A decision is set aside by itself; the stage is where an old register holds no decision of it.
    """
    way = track(lead.proceeding.track)
    without = any(s.stage == lead.stage and s.decision is None for s in every)
    of_some = len({standing.proceeding.track for standing in every}) > 1
    return tuple(
        _move(move, lead, of_some=of_some)
        for move in way.open_moves(lead)
        if (SET_ASIDE not in move.effects or without)
        and reader.may(by_value(Permission, move.needs))
        and not is_barred(move, lead, reader.actor)
    )


def apart(
    reader: Reader, proceedings: Sequence[Proceeding], every: Mapping[UUID, Standing]
) -> tuple[ApartView, ...]:
    """Those who stand elsewhere than the case, with the moves by which they go on."""
    shown = []
    for lead in next_moves.apart(proceedings, every):
        there = [s for s in every.values() if stand_together(s.proceeding, lead.proceeding)]
        ahead = forward(lead)
        shown.append(
            ApartView(
                proceeding_id=lead.proceeding.id,
                proceedings=frozenset(standing.proceeding.id for standing in there),
                subjects=frozenset(standing.proceeding.subject_id for standing in there),
                stage_label=stage_label(lead.stage, lead.proceeding.track),
                next_move=_move(ahead, lead, of_some=True) if ahead else None,
                moves=tuple(replace(move, of_some=True) for move in moves(reader, lead, there)),
            )
        )
    return tuple(shown)


def may_be_set_aside(reader: Reader, every: Iterable[Standing]) -> frozenset[UUID]:
    """The decisions that this reader may set aside."""
    return frozenset(
        standing.decision.id
        for standing in every
        if standing.decision is not None
        and (move := setting_aside(standing)) is not None
        and reader.may(by_value(Permission, move.needs))
        and not is_barred(move, standing, reader.actor)
    )


def next_move(lead: Standing) -> MoveView | None:
    """The move that takes the case one stage on, whoever makes it."""
    move = forward(lead)
    return _move(move, lead) if move else None


def _move(move: Move, lead: Standing, *, of_some: bool = False) -> MoveView:
    way = lead.proceeding.track
    return MoveView(
        name=move.name,
        label=move.label,
        needs=by_value(Permission, move.needs),
        blockers=tuple(Blocker(guard.reason, guard.code) for guard in unsettled(move, lead)),
        wants_reason=move.reason,
        by_decision=COUNT_DECISION in move.effects,
        undoes_decisions=not UNDOES_DECISIONS.isdisjoint(move.effects),
        end=move.end.value,
        closes=move.end.means(Meaning.CLOSED),
        investigates=move.end.means(Meaning.INVESTIGATING),
        of_some=of_some,
        begins=limits().get(limit_at(move.end.value, way, grave=lead.case.strict_limits) or ""),
    )
