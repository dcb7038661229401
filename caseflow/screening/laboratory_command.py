"""`flask screening laboratory`: a threshold tried on pairs of people that are known."""

from __future__ import annotations

import sys

from caseflow.access.acting import system_session
from caseflow.db import WRITES
from caseflow.errors import DomainError
from caseflow.screening.columns import PAIRS
from caseflow.screening.handing_over import (
    WITH_PROBLEMS,
    HandedOver,
    ProblemList,
    not_written,
    refuse,
)
from caseflow.screening.matching import effects
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services import laboratory
from caseflow.screening.sharing import Factory
from caseflow.screening.upkeep import tell_figures


def try_threshold(
    factory: Factory, given: HandedOver, refer_from: float | None, minutes: int, *, as_json: bool
) -> None:
    """Tell what a threshold would miss, add and cost.

    Ends the command with 1 when refused, 3 with problem rows.

    Pairs that cannot be used are listed with the reason, and do not count.
    """
    try:
        with system_session(factory, ScreeningPurpose.MATCHING) as session:
            WRITES.put(session, False)
            now = in_force(session)
        rows = given.rows(PAIRS)
        with ProblemList(given.problems, rows) as listed:
            known, unusable = laboratory.labelled(rows)
            for line, reason in unusable:
                listed.reject(line, "", reason)
    except DomainError as refused:
        refuse(refused, as_json=as_json)
    except OSError as problem:
        refuse(not_written(problem), as_json=as_json)
    then = now.refer_from if refer_from is None else refer_from
    found = effects.change(known, now.refer_from, then, minutes=minutes)
    figures = {
        "model": now.model,
        "pairs": found.pairs,
        "unusable": listed.rejected,
        "refer_from_now": now.refer_from,
        "refer_from_then": then,
        "missed_now": found.now.missed,
        "missed_then": found.then.missed,
        "newly_missed": found.newly_missed,
        "newly_found": found.newly_found,
        "compared_in_vain_now": found.now.in_vain,
        "compared_in_vain_then": found.then.in_vain,
        "hours_more": round(found.hours, 2),
        "problems": str(given.problems),
    }
    tell_figures(figures, as_json=as_json)
    if listed.rejected:
        sys.exit(WITH_PROBLEMS)
