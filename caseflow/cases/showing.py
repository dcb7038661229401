"""Turning a loaded case into what its page shows: people, answers, stages and moves."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.permissions import Permission
from caseflow.cases.loading import Loaded, Reader, user_name
from caseflow.cases.models import Allegation, Decision, Finding, Measure, Part, Party, Step
from caseflow.cases.standing import standings
from caseflow.cases.timing import local_day
from caseflow.cases.views import (
    AllegationRow,
    AnswerView,
    CaseHead,
    DecisionView,
    IncidentView,
    MeasureView,
    MoveView,
    PartyView,
    PersonView,
    StageView,
)
from caseflow.cases.workflow import CONDITIONS, Standing, counts, least_advanced, track
from caseflow.labels import Text, _
from caseflow.reference.lists import finding_outcomes, personnel_categories, standards_of_proof
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import taxonomies
from caseflow.workflow import Move, Workflow

DECIDE = "decide"


def person(found: Loaded, user_id: UUID | None) -> PersonView:
    """A user as a page names them."""
    return PersonView(user_id, user_name(found, user_id))


def head(found: Loaded) -> CaseHead:
    """The top of the page."""
    case, entity = found.case, found.entity
    lead = least_advanced(list(found.proceedings.values()))
    way = track(lead.track)
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
        stage=case.stage,
        stage_label=stage.label,
        stage_tone=stage.tone,
        owner=person(found, case.owner_id) if case.owner_id else None,
        desk=case.desk or "",
        admitted=case.admitted,
        external_reference=case.external_reference or "",
        outcome=case.outcome,
        closed_on=case.closed_on,
        merged_into=found.merged_into or "",
    )


def incidents(found: Loaded) -> tuple[IncidentView, ...]:
    """When and where."""
    return tuple(
        IncidentView(
            precision=row.precision,
            first_day=row.first_day,
            last_day=row.last_day,
            place=found.text(row.id, "place") or None,
        )
        for row in found.incidents
    )


def party(found: Loaded, row: Party) -> PartyView:
    """A person named in the case."""
    return PartyView(
        id=row.id,
        part=row.part,
        name=found.text(row.id, "name"),
        identified=row.identified,
        how_many=row.how_many,
        description=found.text(row.id, "description"),
        rank=row.rank or "",
        unit=row.unit or "",
        personnel_category=row.personnel_category,
        category_label=personnel_categories().label(row.personnel_category),
        date_of_birth=found.text(row.id, "date_of_birth"),
        nationality=found.text(row.id, "nationality"),
        gender=found.text(row.id, "gender"),
        id_number=found.text(row.id, "id_number"),
        left_on=row.left_on,
        split_from=row.split_from,
        is_user=row.user_id is not None,
    )


def subjects(found: Loaded) -> list[Party]:
    """The subjects, in the order in which they were named."""
    return [p for p in found.parties if p.part is Part.SUBJECT]


def matrix(found: Loaded) -> tuple[AllegationRow, ...]:
    """Types of conduct by subject, each with its answer."""
    counting = counts(list(found.findings.values()))
    place = {
        opened.id: n
        for n, row in enumerate(subjects(found))
        if (opened := found.proceedings.get(row.id)) is not None
    }
    rows: dict[tuple[str, str | None, str | None], list[AnswerView | None]] = {}
    kept: dict[tuple[str, str | None, str | None], Allegation] = {}
    for alleged in found.allegations.values():
        key = (alleged.code, alleged.type, alleged.raw if alleged.type is None else None)
        kept.setdefault(key, alleged)
        cells = rows.setdefault(key, [None] * len(place))
        cells[place[alleged.proceeding_id]] = answer(found, alleged, counting.get(alleged.id))
    order = sorted(rows, key=lambda key: (int(key[0][1:] or 0), key[1] or "", key[2] or ""))
    return tuple(_matrix_row(kept[key], rows[key]) for key in order)


def _matrix_row(alleged: Allegation, cells: list[AnswerView | None]) -> AllegationRow:
    types = taxonomies()[alleged.taxonomy] if alleged.taxonomy else None
    known = types.get(alleged.type) if types else None
    return AllegationRow(
        code=alleged.code,
        label=types.full_label(alleged.type or "") if types else _("Not mapped"),
        area=known.area_label if known else None,
        raw=alleged.raw or "",
        cells=tuple(cells),
    )


def answer(found: Loaded, alleged: Allegation, finding: Finding | None) -> AnswerView:
    """What an allegation came to; "alleged" until something was found."""
    outcome = finding_outcomes().get(finding.outcome) if finding else None
    standard = standards_of_proof().get(finding.standard) if finding else None
    return AnswerView(
        allegation_id=alleged.id,
        outcome=finding.outcome if finding else None,
        label=_label(finding),
        standard=standard.label if standard else None,
        final=finding is not None and finding.step is Step.DECISION,
        substantiated=outcome is not None and outcome.substantiated,
        found_on=finding.found_on if finding else None,
        evidence=found.text(finding.id, "evidence") if finding else "",
    )


def _label(finding: Finding | None) -> Text:
    if finding is None:
        return _("Alleged")
    if finding.outcome is None:
        return _("Not mapped: %(raw)s", raw=finding.raw or "–")
    return finding_outcomes().label(finding.outcome)


def decisions(found: Loaded) -> tuple[DecisionView, ...]:
    """Decisions that stand, with their measures."""
    subject = {opened.id: row_id for row_id, opened in found.proceedings.items()}
    return tuple(
        _decision(found, row, subject[row.proceeding_id])
        for row in found.decisions.values()
        if row.set_aside_at is None
    )


def _decision(found: Loaded, row: Decision, subject_id: UUID) -> DecisionView:
    return DecisionView(
        id=row.id,
        subject_id=subject_id,
        decided_on=row.decided_on,
        authority=row.authority or "",
        reasons=found.text(row.id, "reasons"),
        recourse=found.text(row.id, "recourse"),
        by=person(found, row.decided_by),
        measures=tuple(_measure(each) for each in found.measures[row.id]),
        admitted=row.admitted,
    )


def _measure(row: Measure) -> MeasureView:
    known = measures().get(row.kind)
    labels = {p.name: p.label for p in known.parameters} if known else {}
    return MeasureView(
        id=row.id,
        kind=row.kind,
        label=_measure_label(row),
        parameters=tuple(
            (labels.get(name, Text(name.replace("%", "%%"))), _plain(value))
            for name, value in row.parameters.items()
        ),
        warranted=row.warranted,
        recommended=row.recommended,
        raw=row.raw or "",
        remark=row.remark or "",
    )


def _measure_label(row: Measure) -> Text:
    known = measures().get(row.kind)
    if known is not None:
        return known.label
    if row.remark:
        return Text(row.remark.replace("%", "%%"))
    return _("Not mapped: %(raw)s", raw=row.raw or "–")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def stages(found: Loaded, now: datetime) -> tuple[StageView, ...]:
    """The way of the case, with the day each stage began and how long it lasted."""
    case = found.case
    lead = least_advanced(list(found.proceedings.values()))
    way = track(lead.track)
    here = [stage.value for stage in way.stages].index(case.stage)
    began = _began(found, lead.id)
    shown = []
    for n, stage in enumerate(way.stages):
        state = "now" if n == here else "done" if n < here and stage.value in began else "next"
        if state == "now" and stage in way.final:
            state = "done"
        since, until = began.get(stage.value, (None, None))
        passed = state == "done" and since is not None and until is not None
        shown.append(
            StageView(
                code=stage.value,
                label=stage.label,
                state=state,
                since=since if state != "next" else None,
                days=(until - since).days if passed and since and until else None,
            )
        )
    return tuple(shown)


def _began(found: Loaded, proceeding_id: UUID) -> dict[str, tuple[date, date | None]]:
    moves = sorted(
        (row for row in found.items["move"] if row.other == proceeding_id),
        key=lambda row: (row.at, row.id),
    )
    if not moves:
        return {}
    days = [(row.end, local_day(found.entity, row.at)) for row in moves]
    days[0] = (days[0][0], found.case.received_on)
    last = (days[-1][0], days[-1][1], None)
    spans = [(end, day, after[1]) for (end, day), after in pairwise(days)]
    return {end: (day, until) for end, day, until in [*spans, last]}


def moves(found: Loaded, reader: Reader, lead: Standing) -> tuple[MoveView, ...]:
    """The moves this reader may make, ready or not."""
    way = track(lead.proceeding.track)
    return tuple(
        _move(move, lead)
        for move in way.open_moves(lead)
        if reader.may(Permission(move.needs))
        and not any(bars(lead, reader.actor) for _reason, bars in move.bars)
    )


def next_move(lead: Standing) -> MoveView | None:
    """The move that takes the case one stage on, whoever makes it."""
    way = track(lead.proceeding.track)
    move = forward(way, lead)
    return _move(move, lead) if move else None


def forward(way: Workflow, lead: Standing) -> Move | None:
    """The open move that goes on by one stage."""
    order = [stage.value for stage in way.stages]
    here = order.index(lead.stage)
    return next(
        (move for move in way.open_moves(lead) if order.index(move.end.value) == here + 1), None
    )


def _move(move: Move, lead: Standing) -> MoveView:
    return MoveView(
        name=move.name,
        label=move.label,
        blocking=tuple(
            reason
            for reason, blocks in move.unless
            if blocks is not CONDITIONS["decision_missing"] and blocks(lead, None)
        ),
        wants_reason=move.reason,
        by_decision=move.name == DECIDE,
    )


def leading(session: Session, found: Loaded, today: date) -> Standing:
    """The standing of the proceeding that the case's stage is read from."""
    every = standings(session, found.facts(today))
    return every[least_advanced(list(found.proceedings.values())).id]
