"""A final decision proposes an entry: dropped into the register by whoever decided, unseen after.

The proposal is made in the decision's own transaction and session, so that both stand or fall
together. Making a root needs no sight of others; the decision-maker cannot look at it afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.models import Allegation, Case, Decision, Finding, Measure, Party, Proceeding
from caseflow.crypto.opening import open_rows
from caseflow.events import EntryProposed, MeasureImposed, Subscription, announce, on
from caseflow.reference.measures import measures
from caseflow.screening.matching import dates
from caseflow.screening.matching.dates import Birth
from caseflow.screening.matching.people import Person, gender, id_number
from caseflow.screening.models import RegisterEntry
from caseflow.screening.services.entries import new_entry

KNOWN = ("name", "date_of_birth", "nationality", "gender", "id_number")


def propose_from_decision(session: Session, event: MeasureImposed) -> None:
    """Propose an entry when a final decision imposes a measure that the register keeps."""
    if not event.final or not (event.warranted or _kept(event.measure)):
        return
    if any(_is_about(row, event) for row in (*session.new, *session.identity_map.values())):
        return
    subject = session.get_one(Party, event.subject_id)
    known = open_rows(session, (subject,), KNOWN)[0]
    if not subject.identified or not known["name"]:
        return
    case = session.get_one(Case, event.case_id)
    facts = _facts(session, event)
    entry = new_entry(
        session,
        _person(known),
        dossier={"reference": case.reference, **facts},
        now=event.at,
        entity_id=case.entity_id,
        category=case.category,
        case_id=event.case_id,
        decision_id=event.decision_id,
        subject_id=event.subject_id,
        proposed_by=event.actor_id,
    )
    try:
        with session.begin_nested(), act(session, Act.REGISTER_PROPOSED, thing=entry):
            session.add(entry)
    except IntegrityError:
        # an earlier measure of this decision proposed it, in a session that is gone
        return
    announce(session, EntryProposed(at=event.at, actor_id=event.actor_id, entry_id=entry.id))


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (on(MeasureImposed, propose_from_decision),)
"""This room's lines of the table of events."""


def _kept(measure: str) -> bool:
    term = measures().get(measure)
    return term is not None and term.register


def _is_about(row: object, event: MeasureImposed) -> bool:
    return (
        isinstance(row, RegisterEntry)
        and row.decision_id == event.decision_id
        and row.subject_id == event.subject_id
    )


def _person(known: dict[str, str | None]) -> Person:
    number = id_number(known["id_number"] or "")
    country = (known["nationality"] or "").strip().lower()
    return Person(
        ((known["name"] or "").strip(),),
        _births(known["date_of_birth"]),
        (country,) if country else (),
        gender(known["gender"] or ""),
        (number,) if number else (),
    )


def _births(text: str | None) -> tuple[Birth, ...]:
    """The date of birth; one that cannot be read stays in the case."""
    try:
        return (dates.read(text),) if text else ()
    except ValueError:
        return ()


def _facts(session: Session, event: MeasureImposed) -> dict[str, object]:
    """What the decision rests on, as it is now: frozen into the entry."""
    decision = session.get_one(Decision, event.decision_id)
    proceeding = session.get_one(Proceeding, event.proceeding_id)
    imposed = session.scalars(sa.select(Measure).where(Measure.decision_id == decision.id)).all()
    return {
        "decided_on": decision.decided_on,
        "authority": decision.authority,
        "track": proceeding.track,
        "measures": _measures(imposed, event),
        "allegations": _allegations(session, proceeding),
    }


def _measures(imposed: Sequence[Measure], event: MeasureImposed) -> list[dict[str, object]]:
    if not imposed:
        return [{"measure": event.measure, "warranted": event.warranted}]
    return [{"measure": m.kind, "warranted": m.warranted} for m in imposed]


def _allegations(session: Session, proceeding: Proceeding) -> list[dict[str, object]]:
    rows = session.execute(
        sa.select(Allegation.type, Finding.outcome, Finding.standard)
        .join(Finding, Finding.allegation_id == Allegation.id, isouter=True)
        .where(Allegation.proceeding_id == proceeding.id, Finding.withdrawn_at.is_(None))
        .order_by(Allegation.code, Finding.recorded_at)
    ).all()
    last = {row.type: row for row in rows}
    return [
        {"type": row.type, "finding": row.outcome, "standard": row.standard}
        for row in last.values()
    ]
