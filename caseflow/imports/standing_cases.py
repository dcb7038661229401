"""Cases that are in already and stay as they were: their row is rejected now, or is gone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases import queries
from caseflow.cases.models import Case
from caseflow.db import reading_only
from caseflow.imports.keys import SAME_REFERENCE
from caseflow.imports.tally import Tally
from caseflow.labels import _
from caseflow.sheets.problems import ProblemFile, ProblemRow, Severity

AT_ONCE = 200


class StandingCases:
    """Asks of rejected rows, many at once, whether their case is in, and says so in the list.

    It is made before anything of the register comes in, and ends the transaction.
    """

    def __init__(self, session: Session, source: str, listed: ProblemFile, tally: Tally) -> None:
        self._session, self._source = session, source
        self._listed, self._tally = listed, tally
        self._waiting: list[ProblemRow] = []
        self._stay = 0
        with reading_only(session):
            every = sa.select(sa.func.count()).select_from(Case)
            self._before = session.scalar(every.where(Case.external_source == source)) or 0

    def add(self, problem: ProblemRow) -> None:
        """Keep a rejected row; where another row of the register stands for its case, leave it."""
        if problem.reference and problem.reason.msgid != SAME_REFERENCE.msgid:
            self._waiting.append(problem)

    def ask_if_many(self) -> None:
        """Ask when enough are waiting. Only between batches: it ends the transaction."""
        if len(self._waiting) >= AT_ONCE:
            self.ask()

    def ask(self) -> None:
        """Write a warning for each rejected row whose case keeps what an earlier import brought."""
        if not self._waiting:
            return
        references = [problem.reference for problem in self._waiting]
        with reading_only(self._session):
            known = queries.external(self._session, self._source, references)
        stay = [problem for problem in self._waiting if problem.reference in known]
        self._waiting.clear()
        self._stay += len(stay)
        self._tally.kept += len(stay)
        self._tally.warnings += len(stay)
        self._listed.write(
            ProblemRow(
                problem.file,
                problem.line,
                problem.reference,
                Severity.WARNING,
                _(
                    "the case is in already and keeps what it held, because: %(why)s",
                    why=problem.reason,
                ),
            )
            for problem in stay
        )

    def end(self) -> None:
        """Ask of the last ones, and count the cases that are in and that no row was about."""
        self.ask()
        told = self._tally.updated + self._tally.unchanged + self._stay
        self._tally.absent = max(self._before - told, 0)
