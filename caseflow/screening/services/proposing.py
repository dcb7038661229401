"""A final decision proposes an entry: dropped into the register by whoever decided, unseen after.

The proposal is made in the decision's own transaction and session, so that both stand or fall
together. Making a root needs no sight of others; the decision-maker cannot look at it afterwards.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from caseflow.audit.record import act
from caseflow.cases.course.decision_ground import Decided, decided
from caseflow.crypto.opening import open_rows, open_text
from caseflow.days import office_day
from caseflow.events import (
    DecisionMade,
    EntryProposed,
    SubjectNotListed,
    Subscription,
    announce,
    on,
)
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.services.entries import ProvenConduct, categories, new_entry
from caseflow.screening.services.entry_bars import keep_out_of_new
from caseflow.screening.services.taken_over import KNOWN, taken_over


def propose_from_decision(session: Session, event: DecisionMade) -> None:
    """Propose one entry for a final decision whose proven conduct and measures qualify for it.

    The table of rules says what qualifies (`reference/register_rules.py`). The decision is written
    whole when this is called, and each is announced once: a second proposal of the same decision
    and subject is a mistake that the database refuses. Nobody is listed without a name: then the
    case is told (`SubjectNotListed`).
    """
    ground = decided(session, event.decision_id) if event.final else None
    proven = ground.qualifying() if ground else []
    if ground is None or not proven:
        return
    known = open_rows(session, (ground.subject,), KNOWN)[0]
    person, not_taken = taken_over(known, today=office_day(event.at))
    if not person.known_names:
        announce(
            session, SubjectNotListed(at=event.at, actor_id=event.actor_id, case_id=event.case_id)
        )
        return
    entry = new_entry(
        session,
        person,
        dossier={**_dossier(session, ground), **({"not_taken": not_taken} if not_taken else {})},
        now=event.at,
        entity_id=ground.case.entity_id,
        case_id=event.case_id,
        decision_id=event.decision_id,
        subject_id=event.subject_id,
        proposed_by=event.actor_id,
    )
    with act(session, ScreeningAct.REGISTER_PROPOSED, thing=entry):
        session.add(entry)
        session.flush()
        session.add_all(
            categories(
                entry,
                [ProvenConduct(a.type or "", a.taxonomy, f.standard) for a, f in proven],
            )
        )
        keep_out_of_new(session, entry, person.names, now=event.at)
    announce(session, EntryProposed(at=event.at, actor_id=event.actor_id, entry_id=entry.id))


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (on(DecisionMade, propose_from_decision),)
"""This room's lines of the table of events."""


def _dossier(session: Session, ground: Decided) -> dict[str, object]:
    """What the decision rests on, as it is now: frozen into the entry."""
    offices = open_rows(session, [finding for _alleged, finding in ground.answers], ("authority",))
    return {
        "reference": ground.case.reference,
        "decided_on": ground.decision.decided_on,
        "authority": open_text(session, ground.decision, "authority"),
        "track": ground.proceeding.track,
        "measures": [{"measure": m.kind, "warranted": m.warranted} for m in ground.measures],
        "allegations": [
            {
                "type": alleged.type,
                "finding": finding.outcome,
                "standard": finding.standard,
                "found_on": finding.found_on,
                "authority": office["authority"],
            }
            for (alleged, finding), office in zip(ground.answers, offices, strict=True)
        ],
    }
