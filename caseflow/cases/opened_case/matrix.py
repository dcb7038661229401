"""The answers of a case as its page shows them: the matrix, decisions and measures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from caseflow.cases.models import Allegation, Decision, Finding, Measure, Step
from caseflow.cases.opened_case.loading import Loaded, person
from caseflow.cases.opened_case.register_views import OldRemark
from caseflow.cases.opened_case.views import (
    AllegationRow,
    AnswerView,
    DecisionView,
    MeasureView,
    OldWordsView,
)
from caseflow.cases.workflow import Meaning, counts, means
from caseflow.crypto.broken_seals import Unreadable
from caseflow.labels import Text, _
from caseflow.reference.lists import finding_outcomes, standards_of_proof, substantiated
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import proof_warning, taxonomies


def matrix(found: Loaded) -> tuple[AllegationRow, ...]:
    """Types of conduct by subject, each with its answer."""
    counting = counts(list(found.findings.values()))
    place = {
        opened.id: n
        for n, row in enumerate(found.subjects)
        if (opened := found.proceedings.get(row.id)) is not None
    }
    rows: dict[tuple[str, str | None, str | None], list[AnswerView | None]] = {}
    kept: dict[tuple[str, str | None, str | None], Allegation] = {}
    for alleged in found.allegations.values():
        key = (
            alleged.code,
            alleged.type,
            found.text(alleged.id, "raw") if alleged.type is None else None,
        )
        kept.setdefault(key, alleged)
        cells = rows.setdefault(key, [None] * len(place))
        cells[place[alleged.proceeding_id]] = answer(found, alleged, counting.get(alleged.id))
    order = sorted(rows, key=lambda key: (int(key[0][1:] or 0), key[1] or "", key[2] or ""))
    return tuple(_matrix_row(found, kept[key], rows[key]) for key in order)


def _matrix_row(
    found: Loaded, alleged: Allegation, cells: list[AnswerView | None]
) -> AllegationRow:
    types = taxonomies()[alleged.taxonomy] if alleged.taxonomy else None
    known = types.get(alleged.type) if types else None
    return AllegationRow(
        code=alleged.code,
        label=types.full_label(alleged.type or "") if types else _("Not mapped"),
        area=known.area_label if known else None,
        raw=found.text(alleged.id, "raw"),
        cells=tuple(cells),
        type=alleged.type,
    )


def answer(found: Loaded, alleged: Allegation, finding: Finding | None) -> AnswerView:
    """What an allegation came to; "alleged" until something was found."""
    inquiry = _investigated(found, alleged)
    opened = found.proceeding(alleged.proceeding_id)
    return AnswerView(
        investigated=finding_outcomes().label(inquiry.outcome) if inquiry else None,
        rests_on=found.text(inquiry.id, "evidence") if inquiry else "",
        allegation_id=alleged.id,
        outcome=finding.outcome if finding else None,
        label=_label(found, finding),
        standard=_standard(finding),
        standard_code=finding.standard if finding else None,
        reviewed=finding is not None and finding.step is Step.REVIEW,
        final=finding is not None and finding.outcome is not None and finding.step is Step.DECISION,
        substantiated=finding is not None and substantiated(finding.outcome),
        found_on=finding.found_on if finding else None,
        evidence=found.text(finding.id, "evidence") if finding else "",
        warning=proof_warning(alleged.type, finding.standard)
        if finding is not None and substantiated(finding.outcome)
        else None,
        finding_id=finding.id if finding else None,
        found_by=finding.recorded_by if finding else None,
        decision_id=finding.decision_id if finding else None,
        investigating=opened is not None and means(opened, Meaning.INVESTIGATING),
        deciding=opened is not None and means(opened, Meaning.DECIDING),
    )


def _investigated(found: Loaded, alleged: Allegation) -> Finding | None:
    """What the investigation found on an allegation, whatever was answered later."""
    findings = [
        each
        for each in found.findings.values()
        if each.allegation_id == alleged.id
        and each.step is Step.INVESTIGATION
        and each.outcome is not None
    ]
    return counts(findings).get(alleged.id)


def _standard(finding: Finding | None) -> Text | None:
    """The standard of proof of a finding; an old register may not have said any."""
    if finding is None:
        return None
    known = standards_of_proof().get(finding.standard)
    return known.label if known else _("standard of proof not recorded")


def _label(found: Loaded, finding: Finding | None) -> Text:
    if finding is None:
        return _("Alleged")
    if finding.outcome is None:
        return _("Not mapped: %(raw)s", raw=found.text(finding.id, "raw") or "–")
    return finding_outcomes().label(finding.outcome)


def decisions(found: Loaded, *, set_aside: bool = False) -> tuple[DecisionView, ...]:
    """Decisions that stand, or those that were set aside, with their measures."""
    subject = {opened.id: row_id for row_id, opened in found.proceedings.items()}
    return tuple(
        _decision(found, row, subject[row.proceeding_id])
        for row in found.decisions.values()
        if (row.set_aside_at is not None) == set_aside
        and row.final
        and row.proceeding_id in subject  # of a person who was withdrawn only the timeline tells
    )


def old_words(found: Loaded) -> tuple[OldWordsView, ...]:
    """What an old register says of each subject besides findings and what was imposed."""
    shown = []
    for subject_id, opened in found.proceedings.items():
        places = [opened.id]
        places += [
            d.id for d in found.decisions.values() if d.proceeding_id == opened.id and not d.final
        ]
        measures = tuple(
            _measure(found, each) for place in places for each in found.measures[place]
        )
        alleged = [a for a in found.allegations.values() if a.proceeding_id == opened.id]
        remarks = tuple(remark for each in alleged for remark in _remarks(found, each))
        if measures or remarks:
            shown.append(OldWordsView(subject_id=subject_id, measures=measures, remarks=remarks))
    return tuple(shown)


def _remarks(found: Loaded, alleged: Allegation) -> Iterator[OldRemark]:
    for name, recommended in (("remark", False), ("recommended_remark", True)):
        if words := found.text(alleged.id, name):
            yield OldRemark(code=alleged.code, words=words, recommended=recommended)


def _decision(found: Loaded, row: Decision, subject_id: UUID) -> DecisionView:
    return DecisionView(
        id=row.id,
        subject_id=subject_id,
        decided_on=row.decided_on,
        authority=found.text(row.id, "authority"),
        reasons=found.text(row.id, "reasons"),
        recourse=found.text(row.id, "recourse"),
        by=person(found, row.decided_by),
        measures=tuple(_measure(found, each) for each in found.measures[row.id]),
        admitted=row.admitted,
        set_aside=row.set_aside_at is not None,
        told_on=row.notified_on,
    )


def _measure(found: Loaded, row: Measure) -> MeasureView:
    known = measures().get(row.kind)
    labels = {p.name: p.label for p in known.parameters} if known else {}
    parameters = found.text(row.id, "parameters")
    return MeasureView(
        id=row.id,
        kind=row.kind,
        label=_measure_label(found, row),
        parameters=((_("Particulars"), parameters),)
        if isinstance(parameters, Unreadable)
        else tuple(
            (labels.get(name, Text(name.replace("%", "%%"))), _plain(value))
            for name, value in json.loads(parameters or "{}").items()
        ),
        warranted=row.warranted,
        recommended=row.recommended,
        raw=found.text(row.id, "raw"),
        remark=found.text(row.id, "remark"),
    )


def _measure_label(found: Loaded, row: Measure) -> Text:
    known = measures().get(row.kind)
    if known is not None:
        return known.label
    if remark := found.text(row.id, "remark"):
        return Text(remark.replace("%", "%%"))
    return _("Not mapped: %(raw)s", raw=found.text(row.id, "raw") or "–")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
