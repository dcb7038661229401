"""`flask screening batch`: one run over a list of candidates, from its file to the trail."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from caseflow.access.acting import Purpose, system_session
from caseflow.audit.acts import Act
from caseflow.audit.record import record
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.errors import DomainError
from caseflow.screening.batch import Asked, Asking, answer
from caseflow.screening.columns import CANDIDATES
from caseflow.screening.handing_over import (
    WITH_PROBLEMS,
    HandedOver,
    ProblemList,
    not_written,
    refuse,
    require_all_told,
    require_different,
    tell,
)
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services import screening_lists
from caseflow.screening.sharing import Factory, collecting_seldom


@collecting_seldom()
def batch(
    factory: Factory, given: HandedOver, target: Path, asked: Asked, *, as_json: bool
) -> None:
    """Screen a list; ends the command with 1 when refused, 3 with problem rows."""
    started = time.perf_counter()
    part = target.with_name(target.name + ".part")
    try:
        require_different(given.path, given.problems, target, part)
        with system_session(factory, Purpose.MATCHING) as session:
            session.info["writes"] = False
            holds = in_force(session)
        rows = given.rows(CANDIDATES)
        with ProblemList(given.problems, rows) as listed:
            answers = answer(factory, rows, part, Asking(asked, holds), listed.reject)
        require_all_told(rows.read, len(answers.times) + listed.rejected)
        part.replace(target)
    except DomainError as refused:
        part.unlink(missing_ok=True)
        refuse(refused, as_json=as_json)
    except OSError as problem:
        part.unlink(missing_ok=True)
        refuse(not_written(problem), as_json=as_json)
    queries, problems = len(answers.times), listed.rejected
    _record(factory, queries, holds.model, answers.broken)
    p50, p95 = screening_lists.percentiles(answers.times)
    figures = {
        "read": rows.read,
        "queries": queries,
        "not_understood": problems,
        "unused": rows.unused,
        "problems": str(given.problems),
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_ms_p50": p50,
        "cpu_ms_p95": p95,
        "model": holds.model,
    }
    words = f"{queries} candidates looked up, {problems} rows not understood."
    tell(figures, f"{words} Problem rows: {given.problems}", as_json=as_json)
    if problems:
        sys.exit(WITH_PROBLEMS)


def _record(factory: Factory, queries: int, model: str, broken: set[BrokenValue]) -> None:
    """Put the list on the trail, in a transaction of its own once the reading is over."""
    with system_session(factory, Purpose.MATCHING) as session:
        broken_seals(session).update(dict.fromkeys(broken))
        record(session, Act.INQUIRY_MADE, facts={"queries": queries, "model": model})
        session.commit()
