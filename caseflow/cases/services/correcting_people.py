"""Correcting what is said of a person in a case, and all that follows from their name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import Actor, user_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, NameOwner, Part, Party
from caseflow.cases.names import naming
from caseflow.cases.policy import require_sees_reporters
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.queries import row_of
from caseflow.cases.records import correctable, list_choices, making
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.correcting import (
    begin_correction,
    check_correction,
    keep_corrections,
    named_facts,
)
from caseflow.cases.services.namesake_bars import bar_namesakes
from caseflow.cases.services.namesake_release import release_namesakes
from caseflow.cases.services.namesakes import names_in_cases
from caseflow.cases.services.personnel_category import follow_track, require_no_decision
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.events import BarsChanged, announce
from caseflow.labels import _
from caseflow.reference.lists import personnel_categories

NAMES = frozenset({"name", "other_names"})


def correct_person(
    case: Case,
    person_id: UUID,
    entry: PersonEntry,
    *,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID] = (),
) -> Party:
    """Change what is said of a person of the case, as `entry` says it.

    Part, account and whether they are identified stay as they are. Another name is found by its
    own words, keeps its own namesakes out, and lets those go whom only the old one kept out. A
    listed person is not changed in the register: it is told what the case says now. Raises
    Refused, NotFound, NotReady with the field and ChangedMeanwhile; WouldShutOut where it would
    keep out whom the case needs and `despite` does not name.
    """
    session = begin_correction(case, actor)
    row: Party = row_of(session, Party, person_id, case.id)
    if row.part is Part.REPORTER:
        require_sees_reporters(case, actor)
    session.refresh(row, with_for_update=True)
    before = correctable.person(session, row)
    entry = _as_it_stands(session, case, row, entry, before, now)
    values = making.party_values(entry, nameless=row.name is None)
    wanted = _wanted(entry, before)
    changed = check_correction(before, wanted, version=version, reason=reason)
    _check_category(session, row, entry, changed, now)
    renamed = bool(NAMES & set(changed))
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=named_facts(changed)):
        if "personnel_category" in changed and row.part is Part.SUBJECT:
            follow_track(session, case, row, str(entry.personnel_category), now=now)
        if renamed:
            let_go(session, case, row, entry.names, now=now)
        _write(row, values, changed)
        session.flush()
        if renamed:
            find_by(session, case, row, entry.names)
        keep_corrections(session, case, before, changed, reason=reason, actor=actor, now=now)
        if renamed and row.user_id is None:
            bar_namesakes(session, case, entry.names, actor=actor, now=now, despite=despite)
    if renamed:
        announce(session, BarsChanged(at=now, actor_id=user_of(actor), case_id=case.id))
    return row


def _as_it_stands(
    session: Session,
    case: Case,
    row: Party,
    entry: PersonEntry,
    before: correctable.Group,
    now: datetime,
) -> PersonEntry:
    """The entry with what this act does not change, and the name of the unit that was chosen."""
    entry = replace(entry, part=row.part, identified=row.identified, user_id=row.user_id)
    if entry.rank_band == row.rank_band and entry.unit_id == row.unit_id:
        return replace(entry, unit=before["unit"])
    chosen = replace(entry, rank_band=None) if entry.rank_band == row.rank_band else entry
    if entry.unit_id == row.unit_id:
        chosen = replace(chosen, unit_id=None)
    known = list_choices.with_chosen_unit(
        session, chosen, entity_id=case.entity_id, on=office_day(now)
    )
    unit = before["unit"] if entry.unit_id == row.unit_id else known.unit
    return replace(entry, unit=unit)


def _wanted(entry: PersonEntry, before: correctable.Group) -> dict[str, str]:
    """The facts as the entry says them, in the texts of the group."""
    said: dict[str, Any] = {name: getattr(entry, name) for name in before.values}
    return {name: str(value or "").strip() for name, value in said.items()}


def _check_category(
    session: Session, row: Party, entry: PersonEntry, changed: Mapping[str, str], now: datetime
) -> None:
    if "personnel_category" not in changed:
        return
    if entry.personnel_category is not None:
        personnel_categories().chosen(
            entry.personnel_category, field="personnel_category", on=office_day(now)
        )
    if row.part is not Part.SUBJECT:
        return
    if entry.personnel_category is None:
        raise NotReady(_("Choose the category of personnel."), field="personnel_category")
    require_no_decision(session, row)


def _write(row: Party, values: Mapping[str, Any], changed: Mapping[str, str]) -> None:
    for name in changed:
        setattr(row, name, values[name])
    if "unit" in changed:
        row.unit_id = values["unit_id"]


def let_go(
    session: Session, case: Case, row: Party, names: Collection[str], *, now: datetime
) -> None:
    """Let in again whom only the names of before kept out, and none of those of now.

    What somebody decided about them stays. The row still has the names of before.
    """
    with past_the_wall(session, CasePurpose.NAMESAKES):
        others = names_in_cases(session, Party.root_id == case.id, Party.id != row.id)
        held = [*(each.name for each in others), *names]
        release_namesakes(session, [(case, held)], now=now)


def find_by(session: Session, case: Case, row: Party, names: Collection[str]) -> None:
    """Let a person be found by these names, and by no other that they had."""
    known = session.scalar(sa.select(NameOwner.id).where(NameOwner.party_id == row.id))
    owner = [making.name_of(case, row, tuple(names))] if names else []
    if not names:
        naming.unindex(session, row.id)
    elif known is not None:
        naming.reindex(session, owner)
    else:
        naming.index(session, owner)
