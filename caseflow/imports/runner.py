"""One import from end to end: batches, commits, counts, and the file of problem rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose
from caseflow.access.actor import SYSTEM
from caseflow.audit.acts import TrailAct
from caseflow.audit.record import record
from caseflow.cases.names.user_directory import read_names
from caseflow.cases.opened_case.register_views import Difference
from caseflow.cases.services.admitting import Admitted, Result
from caseflow.days import office_day
from caseflow.db import reading_only
from caseflow.errors import NotReady
from caseflow.imports.bundle import CaseBundle
from caseflow.imports.code_counts import CodeCounts
from caseflow.imports.constraints import refusal
from caseflow.imports.links import NOTHING, Accepted
from caseflow.imports.reader import Register
from caseflow.imports.services import BATCH, Intake, prepare, take_in
from caseflow.imports.shape import Profile
from caseflow.imports.standing_cases import StandingCases
from caseflow.imports.tally import Tally
from caseflow.labels import Text, _
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.sheets.problems import ProblemFile, ProblemRow, Severity

Opener = Callable[[Purpose], AbstractContextManager[Session]]
Progress = Callable[[int, int], None]
"""Told how many cases were read, and about how many there are."""


class Import:
    """The import of one register. `opened` gives a system session; `now` is when it began.

    With `dry_run` every batch is written and rolled back, so that the counts are those that the
    real import would give. `accepted` is what the import goes on with all the same.
    """

    def __init__(
        self,
        opened: Opener,
        profile: Profile,
        *,
        now: datetime,
        dry_run: bool = False,
        accepted: Accepted = NOTHING,
    ) -> None:
        self._opened = opened
        self._profile = profile
        self._now = now
        self._dry_run = dry_run
        self._accepted = accepted
        self.tally = Tally()
        self.codes = CodeCounts(profile)
        """The codes that were met; counted in a dry run only."""

    def run(self, directory: Path, problems: Path, progress: Progress) -> Tally:
        """Bring the register in. Raises NotReady before anything changes if it cannot be read."""
        started = time.monotonic()
        self.tally = Tally(problems=problems)
        with self._opened(ScreeningPurpose.IMPORT) as session:
            with reading_only(session):
                intake = prepare(session, self._profile, now=self._now)
                read_names(session, today=office_day(self._now))
            register = Register(self._profile, directory, self._accepted)
            register.require_kept(problems)
            with register, ProblemFile(problems) as listed:
                standing = StandingCases(session, self._profile.source, listed, self.tally)
                for batch in batches(self._bundles(register, listed, standing)):
                    self._batch(session, batch, intake, listed, standing)
                    progress(self.tally.read, max(register.about, self.tally.read))
                    standing.ask_if_many()
                standing.end()
                self.tally.require_all(register.rows)
                self.tally.nothing = register.nothing
            self._note(session)
        self.tally.seconds = time.monotonic() - started
        return self.tally

    def _bundles(
        self, register: Register, listed: ProblemFile, standing: StandingCases
    ) -> Iterator[CaseBundle]:
        """The cases; what is wrong beside them goes to the list at once."""
        for item in register:
            if isinstance(item, CaseBundle):
                if self._dry_run:
                    self.codes.add(item)
                yield item
            else:
                listed.write((item,))
                self._count(item)
                if item.severity is Severity.REJECTED:
                    standing.add(item)
                    standing.ask_if_many()

    def _count(self, problem: ProblemRow) -> None:
        if problem.severity is Severity.REJECTED:
            self.tally.read += 1
            self.tally.rejected += 1
        elif problem.severity is Severity.LEFT_OUT:
            self.tally.left_out += 1
        elif problem.line == 1:
            self.tally.warnings += 1  # of a whole file: its encoding was guessed

    def _batch(
        self,
        session: Session,
        batch: list[CaseBundle],
        intake: Intake,
        listed: ProblemFile,
        standing: StandingCases,
    ) -> None:
        try:
            admitted = self._write(session, batch, intake)
        except (NotReady, IntegrityError, DataError):
            # One of them cannot be stored; the others must not suffer for it.
            for bundle in batch:
                if reason := self._alone(session, bundle, intake, listed):
                    problem = _about(bundle, Severity.REJECTED, reason)
                    self._count(problem)
                    listed.write((problem,))
                    standing.add(problem)
            return
        self._tell(batch, admitted, listed)

    def _alone(
        self, session: Session, bundle: CaseBundle, intake: Intake, listed: ProblemFile
    ) -> Text | None:
        """Take one case in; the reason where it cannot be stored."""
        try:
            admitted = self._write(session, [bundle], intake)
        except NotReady as refused:
            return _("the case cannot be stored: %(why)s", why=refused)
        except (IntegrityError, DataError) as error:
            return _("the case cannot be stored: %(why)s", why=refusal(error))
        self._tell([bundle], admitted, listed)
        return None

    def _write(self, session: Session, batch: list[CaseBundle], intake: Intake) -> list[Admitted]:
        try:
            admitted = take_in(session, batch, intake, actor=SYSTEM, now=self._now)
            if self._dry_run:
                session.flush()
                session.rollback()
            else:
                session.commit()
        except (NotReady, IntegrityError, DataError):
            session.rollback()
            raise
        finally:
            session.expunge_all()
        return admitted

    def _tell(self, batch: list[CaseBundle], admitted: list[Admitted], listed: ProblemFile) -> None:
        results = {one.external_reference: one.result for one in admitted}
        differing = {one.external_reference: one.differences for one in admitted}
        for bundle in batch:
            reference = bundle.external_reference
            result = results[reference]
            problems = bundle.problems
            if result is Result.KEPT:
                problems += (_about(bundle, Severity.WARNING, _kept(differing[reference])),)
            self.tally.read += 1
            self.tally.created += result is Result.CREATED
            self.tally.updated += result is Result.UPDATED
            self.tally.unchanged += result in {Result.UNCHANGED, Result.KEPT}
            self.tally.kept += result is Result.KEPT
            self.tally.warnings += bool(problems)
            for problem in problems:
                self._count(problem)
            listed.write(problems)

    def _note(self, session: Session) -> None:
        if self._dry_run:
            return
        figures = {k: v for k, v in self.tally.as_json().items() if isinstance(v, int)}
        record(session, TrailAct.SYSTEM_WORKED, facts={"import": self._profile.name, **figures})
        session.commit()


def batches(bundles: Iterator[CaseBundle]) -> Iterator[list[CaseBundle]]:
    """The bundles by at most `BATCH`."""
    for first in bundles:
        rest = zip(range(BATCH - 1), bundles, strict=False)
        yield list(chain((first,), (bundle for _number, bundle in rest)))


def _kept(differences: tuple[Difference, ...]) -> Text:
    """Why a case stays as it is, and in what it differs, without what either says."""
    if not differences:
        return _(
            "differs from the register in what its page does not compare, such as the summary or"
            " its victims, but worked on here: kept as it is"
        )
    kinds = dict.fromkeys(each.kind for each in differences)
    return _(
        "differs from the register, but worked on here: kept as it is. Its page shows in what:"
        " %(kinds)s",
        kinds=", ".join(kinds),
    )


def _about(bundle: CaseBundle, severity: Severity, reason: Text) -> ProblemRow:
    return ProblemRow(bundle.file, bundle.line, bundle.external_reference, severity, reason)
