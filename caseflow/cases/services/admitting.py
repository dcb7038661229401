"""Admitting cases of an old register: in the stage it claims, marked, outside the move rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.checks import require
from caseflow.access.models import Classification, Root
from caseflow.audit.bulk import NewRows
from caseflow.audit.record import Fact, act_per_root
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.next_move_upkeep import fill_next_moves
from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Measure,
    NameOwner,
    NameToken,
    Occurrence,
    Party,
    Proceeding,
)
from caseflow.cases.names import naming
from caseflow.cases.names.colleagues import CasePlace
from caseflow.cases.opened_case.register_views import Difference
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records.allegation_codes import AllegationCodes, codes_given
from caseflow.cases.records.case_category import derive_category
from caseflow.cases.records.entries import OldCase
from caseflow.cases.records.list_choices import at_desk
from caseflow.cases.records.numbering import draw
from caseflow.cases.records.old_rows import Batch, began, case_outcome
from caseflow.cases.records.worked_cases import worked_on
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.cases.services.namesake_bars import bar_admitted
from caseflow.cases.services.namesake_release import release_namesakes
from caseflow.cases.services.namesakes import NameInCase, place_of
from caseflow.cases.services.register_differences import end_differences, note_differences
from caseflow.cases.workflow import how_far, is_closed
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.db import new_id
from caseflow.events import CaseReceived, announce
from caseflow.labels import Labelled, _
from caseflow.matters.models import Move

Known = Mapping[str, tuple[UUID, bytes | None, bytes | None]]
"""Cases that are in, by their reference in the register, as `queries.external` tells them."""
CONTENT = (Measure, Decision, Finding, Allegation, Move, Proceeding, Party, Occurrence)
"""What a case of an old register consists of, besides itself."""


class Result(Labelled):
    """What became of a case that was to be admitted."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    KEPT = "kept", _("Changed there, but worked on here: kept as it is")


@dataclass(frozen=True)
class Admitted:
    """One admitted case: whose it is here, and what was done."""

    external_reference: str
    case_id: UUID
    result: Result
    differences: tuple[Difference, ...] = ()
    """In what the register differs from a case that was kept."""


def admit(
    session: Session, cases: Sequence[OldCase], *, actor: Actor, now: datetime
) -> list[Admitted]:
    """Admit a batch of one source, in a fixed number of statements however many they are.

    A case whose fingerprint is the known one is left alone; one that changed at its source is
    written anew, unless a person has worked on it here. Move rules and timeliness do not apply;
    the database's constraints do. The caller commits, at most 200 at once. Raises Refused, and
    NotReady for a text no database can carry.
    """
    require(session, actor, CasePermission.CREATE)
    if not cases:
        return []
    known = queries.external(session, cases[0].source, [c.external_reference for c in cases])
    changed = {
        known[c.external_reference][0]
        for c in cases
        if c.external_reference in known and known[c.external_reference][1] != c.fingerprint
    }
    _lock(session, changed)
    worked = worked_on(session, changed)
    differing = _differing(session, cases, known, worked, now)
    stored = _stored(session, changed - worked)
    codes = codes_given(session, stored)
    new = [c for c in cases if c.external_reference not in known]
    fresh = _fresh(session, new, actor, now)
    results: list[Admitted] = []
    batch = Batch(NewRows(session), now)
    facts: dict[UUID, dict[str, Fact]] = {}
    _release(session, cases, known, stored, now)
    with act_per_root(session, CaseAct.ADMITTED, facts):
        _clear(session, list(stored))
        for old in cases:
            if (identity := fresh.get(old.external_reference)) is not None:
                case_id, key, result = identity["id"], identity["data_key_id"], Result.CREATED
                batch.rows.add(Case, **identity, **_facts(old))
                strict = old.classification is Classification.STRICTLY_CONFIDENTIAL
                batch.places[case_id] = CasePlace(
                    case_id, key, old.entity_id, None, old.desk_id, named_only=strict
                )
            else:
                case_id = known[old.external_reference][0]
                if case_id not in stored:
                    kept = Result.KEPT if case_id in worked else Result.UNCHANGED
                    told = differing.get(case_id, ())
                    results.append(Admitted(old.external_reference, case_id, kept, told))
                    continue
                key, result = _update(batch.rows, stored[case_id], old), Result.UPDATED
                batch.places[case_id] = place_of(stored[case_id])
            batch.put_down(case_id, key, old, AllegationCodes(codes.get(case_id)))
            facts[case_id] = {"source": old.source, "fingerprint": old.fingerprint.hex()}
            results.append(Admitted(old.external_reference, case_id, result))
        _bar(session, batch, now)
        batch.rows.write()
        fill_next_moves(session, [identity["id"] for identity in fresh.values()])
    naming.index(session, batch.names)
    for identity in fresh.values():
        _announce(session, identity, actor, now)
    return results


def _release(
    session: Session,
    cases: Sequence[OldCase],
    known: Known,
    stored: Mapping[UUID, Case],
    now: datetime,
) -> None:
    """Let in again who was kept out only for a name that the register has corrected."""
    anew = [
        (stored[known[old.external_reference][0]], old.names())
        for old in cases
        if old.external_reference in known and known[old.external_reference][0] in stored
    ]
    if anew:
        release_namesakes(session, anew, now=now)


def _bar(session: Session, batch: Batch, now: datetime) -> None:
    """Keep out who has a name that was just brought in, before the cases are there to be seen."""
    named = [NameInCase(batch.places[name.case_id], name.name) for name in batch.names]
    bar_admitted(session, named, batch.rows.add, now=now)


def _series(old: OldCase) -> tuple[UUID, str, int]:
    return old.entity_id, old.entity_code, old.received_on.year


def _draw(session: Session, new: Sequence[OldCase]) -> dict[tuple[UUID, str, int], Iterator[str]]:
    return {
        series: iter(
            draw(session, entity_id=series[0], code=series[1], year=series[2], how_many=how_many)
        )
        for series, how_many in Counter(map(_series, new)).items()
    }


def _differing(
    session: Session, cases: Sequence[OldCase], known: Known, worked: set[UUID], now: datetime
) -> dict[UUID, tuple[Difference, ...]]:
    """In what the register differs from each case that is kept; where it agrees again, no more."""
    kept: dict[UUID, OldCase] = {}
    agreeing: set[UUID] = set()
    for old in cases:
        case_id, taken, noted = known.get(old.external_reference, (None, None, None))
        if case_id is not None and case_id in worked:
            kept[case_id] = old
        elif case_id is not None and noted is not None and taken == old.fingerprint:
            agreeing.add(case_id)
    end_differences(session, agreeing)
    return note_differences(session, kept, now=now)


def _lock(session: Session, ids: set[UUID]) -> None:
    """Let nobody write into these cases until they are written anew; who did is waited for."""
    if ids:
        roots = sa.select(Root.id).where(Root.id.in_(ids)).order_by(Root.id)
        session.execute(roots.with_for_update(of=Root))


def _stored(session: Session, ids: set[UUID]) -> dict[UUID, Case]:
    if not ids:
        return {}
    return {c.id: c for c in session.scalars(sa.select(Case).where(Case.id.in_(ids)))}


def _clear(session: Session, ids: list[UUID]) -> None:
    """Take out what these cases consisted of; they are written anew in the same transaction."""
    if not ids:
        return
    owners = list(session.scalars(sa.select(NameOwner.id).where(NameOwner.case_id.in_(ids))))
    session.execute(sa.delete(NameToken).where(NameToken.owner_id.in_(owners)))
    session.execute(sa.delete(NameOwner).where(NameOwner.id.in_(owners)))
    for model in CONTENT:
        for row in session.scalars(_of(model, ids)):
            session.delete(row)
    session.flush()


def _of(model: type[Any], ids: list[UUID]) -> sa.Select[Any]:
    return sa.select(model).where(model.root_id.in_(ids))


def _fresh(
    session: Session, new: Sequence[OldCase], actor: Actor, now: datetime
) -> dict[str, dict[str, Any]]:
    """Id, key, reference and origin of each new case, by its reference in the register."""
    references = _draw(session, new)
    ids = [new_id() for _each in new]
    keys = keyring_of(session).make_many(
        session,
        kind=CaseRootKind.CASE.value,
        root_ids=ids,
        compartment=Compartment.CASES,
        now=now,
    )
    return {
        old.external_reference: {
            "id": case_id,
            "data_key_id": key,
            "reference": next(references[_series(old)]),
            "entity_id": old.entity_id,
            **(at_desk(old.desk_id, old.desk) if old.desk_id else {}),
            "classification": old.classification,
            "logged_at": now,
            "logged_by": user_of(actor),
            "admitted": True,
            "external_source": old.source,
            "external_reference": old.external_reference,
        }
        for old, case_id, key in zip(new, ids, keys, strict=True)
    }


def _update(rows: NewRows, case: Case, old: OldCase) -> UUID:
    """Let the case say what the register says now; the key its rows are sealed with."""
    for name, value in _facts(old).items():
        setattr(case, name, value)
    rows.under(case)
    return case.data_key_id


def _facts(old: OldCase) -> dict[str, Any]:
    """What the case itself says; its stage is that of its least advanced subject."""
    accused = old.accused()
    lead = min(accused, key=lambda subject: (is_closed(subject), how_far(subject)))
    stage, closed = lead.stage, is_closed(lead)
    days = [began(old, s) for s in accused if (s.track, s.stage) == (lead.track, stage)]
    return {
        "title": conceal(old.title),
        "summary": conceal(old.summary) if old.summary else None,
        "received_on": old.received_on,
        "channel": old.channel,
        "reporting": old.reporting,
        **derive_category(
            (a.type, a.final_finding.outcome if a.final_finding else None)
            for s in accused
            for a in s.allegations
        )._asdict(),
        "stage": stage,
        "track": lead.track,
        "is_open": not closed,
        "stage_since": None if None in days else max(filter(None, days)),
        "closed_on": old.closed_on if closed else None,
        "outcome": case_outcome(old) if closed else None,
        "external_fingerprint": old.fingerprint,
    }


def _announce(session: Session, case: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    announce(
        session,
        CaseReceived(
            at=now,
            actor_id=user_of(actor),
            case_id=case["id"],
            entity_id=case["entity_id"],
            reference=case["reference"],
            admitted=True,
        ),
    )
