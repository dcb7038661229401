"""Building the rows of a case from what was entered; the verbs decide, check and record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caseflow.access.capacities import Bar
from caseflow.access.models import Exclusion
from caseflow.cases.models import Allegation, Case, Occurrence, Part, Party, Precision, Proceeding
from caseflow.cases.names.naming import NameOf
from caseflow.cases.policy import bar_of
from caseflow.cases.records.entries import OccurrenceEntry, PersonEntry
from caseflow.cases.workflow import track, track_name
from caseflow.crypto.columns import Sealed, conceal
from caseflow.errors import NotReady
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.labels import _
from caseflow.matters.models import Move
from caseflow.names.letters import has_letter
from caseflow.names.name_lists import names_in

RECEIVED = "receive"
"""The name of the first move, which opens a proceeding."""
ADMIT = "admit"
"""The name of the move to the stage that an old register claims."""
IDENTIFIED = "identify"
"""The name of the move by which a proceeding is taken up anew once its subject is known."""
MERGED, UNMERGED = "merge", "undo-merge"
"""The names of the moves by which a proceeding is closed by a merge, and stands again."""
OWN_DAY = frozenset({RECEIVED, ADMIT, IDENTIFIED, MERGED, UNMERGED})
"""Moves whose day is that of the report, of an old register, or of their entry."""
LONGEST_SHORT = 120
LONGEST_NAME = 300


def sealed(text: str | None) -> Sealed | None:
    """A text to seal; None for an empty one."""
    return conceal(text) if text and text.strip() else None


def as_sealed_json(values: Mapping[str, Any]) -> Sealed | None:
    """Values to seal together; None where there are none."""
    return conceal(json.dumps(dict(values), ensure_ascii=False)) if values else None


def party(case: Case, entry: PersonEntry) -> Party:
    """A person's part in a case. Raises NotReady for a name, rank or unit that cannot be."""
    return Party(root_id=case.id, data_key_id=case.data_key_id, **party_values(entry))


def party_values(entry: PersonEntry, *, nameless: bool = False) -> dict[str, Any]:
    """What the row of a person says. Raises NotReady for a name, rank or unit that cannot be.

    With `nameless` somebody may be known by a number only, as in some old registers.
    """
    named = has_letter(entry.name) and not names_nobody(entry.name)
    if entry.identified and not named and not nameless:
        raise NotReady(_("Enter the name, or say that the person is not identified."), field="name")
    if entry.how_many is not None and not 1 <= entry.how_many <= 10_000:
        raise NotReady(_("Enter a number from 1 to 10,000, or leave it empty."), field="how_many")
    if len(entry.name) > LONGEST_NAME:
        raise NotReady(_("This name is too long."), field="name")
    if any(map(names_nobody, names_in(entry.other_names))):
        raise NotReady(_("One of these names nobody: leave it out."), field="other_names")
    if any(len(name) > LONGEST_NAME for name in entry.names):
        raise NotReady(_("One of these names is too long."), field="other_names")
    return {
        "part": entry.part,
        "identified": entry.identified,
        "how_many": 1 if entry.identified else entry.how_many,
        "name": sealed(entry.name) if entry.identified else None,
        "other_names": sealed(entry.other_names) if entry.identified else None,
        "date_of_birth": sealed(entry.date_of_birth),
        "nationality": sealed(entry.nationality),
        "gender": sealed(entry.gender),
        "id_number": sealed(entry.id_number),
        "description": sealed(entry.description),
        "rank_band": entry.rank_band,
        "rank": short(entry.rank, "rank"),
        "unit_id": entry.unit_id,
        "unit": short(entry.unit, "unit"),
        "personnel_category": entry.personnel_category,
        "user_id": entry.user_id if entry.identified else None,
        "external_id": sealed(entry.external_id),
    }


def short(text: str, field: str, longest: int = LONGEST_SHORT) -> Sealed | None:
    """A short text to seal; None for an empty one. Raises NotReady at the field it was typed in."""
    text = text.strip()
    if len(text) > longest:
        raise NotReady(_("Use at most %(most)s characters.", most=longest), field=field)
    if not text.isprintable():
        raise NotReady(_("Remove the characters that cannot be printed."), field=field)
    return sealed(text)


def occurrence(case: Case, entry: OccurrenceEntry) -> Occurrence:
    """What is said to have happened. Raises NotReady when the days do not fit the precision."""
    return Occurrence(root_id=case.id, data_key_id=case.data_key_id, **occurrence_values(entry))


def occurrence_values(entry: OccurrenceEntry) -> dict[str, Any]:
    """What the row of an occurrence says. Raises NotReady when days and precision do not fit."""
    first, last = entry.first_day, entry.last_day
    if entry.precision is Precision.UNKNOWN:
        first = last = None
    elif first is None:
        raise NotReady(_("Enter the day on which it happened."), field="first_day")
    if entry.precision is Precision.BETWEEN:
        if last is None:
            raise NotReady(_("Enter the last of the two days."), field="last_day")
        if first is not None and last < first:
            raise NotReady(_("The last day lies before the first one."), field="last_day")
    else:
        last = None
    return {
        "precision": entry.precision,
        "first_day": first,
        "last_day": last,
        "at": entry.at,
        "place": sealed(entry.place),
    }


def proceeding(
    case: Case,
    subject: Party,
    *,
    now: datetime,
    by: UUID | None,
    since: date | None,
    happened_on: date | None = None,
) -> tuple[Proceeding, Move]:
    """A subject's way through the track of their category, at its first stage.

    `since` is the day of its stage; the subject was named on that day, if not on `happened_on`.
    """
    name = track_name(subject.personnel_category)
    first = track(name).first.value
    opened = Proceeding(
        root_id=case.id,
        subject_id=subject.id,
        track=name,
        stage=first,
        stage_since=since,
        opened_at=now,
    )
    return opened, Move(
        root_id=case.id,
        data_key_id=case.data_key_id,
        proceeding_id=opened.id,
        name=RECEIVED,
        start=None,
        end=first,
        happened_on=since if happened_on is None else happened_on,
        moved_at=now,
        moved_by=by,
    )


def allegation(
    case: Case, opened: Proceeding, *, code: str, conduct: str, taxonomy: str, now: datetime
) -> Allegation:
    """One type of conduct alleged in one proceeding."""
    return Allegation(
        root_id=case.id,
        data_key_id=case.data_key_id,
        proceeding_id=opened.id,
        code=code,
        type=conduct,
        taxonomy=taxonomy,
        made_at=now,
    )


def exclusions(
    case: Case, named: Sequence[Party], *, by: UUID | None, now: datetime, today: date
) -> list[Exclusion]:
    """Who is shut out because their account is named; namesakes: `services.namesake_bars`.

    `today` is the day at the entity of the case.
    """
    return [
        _exclusion(case, p.user_id, bar_of(p.part), by=by, now=now, today=today)
        for p in named
        if p.user_id is not None
    ]


def _exclusion(
    case: Case, user_id: UUID, bar: Bar, *, by: UUID | None, now: datetime, today: date
) -> Exclusion:
    return Exclusion(
        root_id=case.id,
        user_id=user_id,
        bar=bar,
        given_by=by,
        given_at=now,
        valid_from=today,
    )


def name_of(case: Case, row: Party, names: Sequence[str]) -> NameOf:
    """A party's names, to be found by."""
    return NameOf(row.id, case.id, row.data_key_id, names[0], tuple(names[1:]))


def unidentified() -> PersonEntry:
    """The subject of a case that names none."""
    return PersonEntry(part=Part.SUBJECT, identified=False)
