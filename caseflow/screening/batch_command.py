"""`flask screening batch`: one run over a list of candidates, from its file to the trail."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from caseflow.access.acting import system_session
from caseflow.audit.record import Fact, record
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.db import WRITES
from caseflow.errors import DomainError, NotReady
from caseflow.facts.plain import plain
from caseflow.facts.words_for_nothing import NothingSaid, says_nothing
from caseflow.labels import _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.batch import Answers, Asking, answer
from caseflow.screening.blank_cells import without_nothing
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
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services import screening_lists
from caseflow.screening.services.looking_up import LONGEST_VACANCY
from caseflow.screening.services.screening_lists import Asked
from caseflow.screening.sharing import Factory, collecting_seldom
from caseflow.sheets.named_rows import NamedRows

LONGEST_CONSENT = 200


@dataclass(frozen=True)
class Cause:
    """Why a list is looked up, and by what its candidates agreed; sealed on the trail."""

    purpose: str = ""
    vacancy: str = ""
    consent: str = ""

    def facts(self) -> dict[str, Fact]:
        """What of it was said."""
        told = {"purpose": self.purpose, "vacancy": self.vacancy, "consent": self.consent}
        return {name: text.strip() for name, text in told.items() if text.strip()}

    def require_whole(self) -> None:
        """See that nothing is missing. Raises NotReady naming each option."""
        given = {name for name, text in self.facts().items() if is_said(str(text))}
        missing = [name for name in ("purpose", "vacancy", "consent") if name not in given]
        if missing:
            raise NotReady(
                _(
                    "Say why the list is looked up, and by what its candidates agreed: %(options)s"
                    " is missing. Nothing was looked up.",
                    options=", ".join(f"--{name}" for name in missing),
                )
            )

    def check(self) -> None:
        """See that each text can be kept. Raises NotReady."""
        for text, most in ((self.vacancy, LONGEST_VACANCY), (self.consent, LONGEST_CONSENT)):
            if len(text) > most:
                raise NotReady(
                    _("Write --vacancy in at most 80 characters, --consent in at most 200.")
                )
            if not text.isprintable():
                raise NotReady(_("In --vacancy and --consent every character has to be seen."))


def is_said(text: str) -> bool:
    """Whether a text says something that people see."""
    return bool(plain(text)) and not says_nothing(text)


@collecting_seldom()
def batch(
    factory: Factory, given: HandedOver, target: Path, asked: Asked, cause: Cause, *, as_json: bool
) -> None:
    """Screen a list; ends the command with 1 when refused, 3 with problem rows.

    The trail has it before anybody is looked up, and how it ended before the answers are there.
    """
    started, nothing = time.perf_counter(), NothingSaid()
    part = target.with_name(target.name + ".part")
    try:
        cause.check()
        require_different(given.path, given.problems, target, part)
        with system_session(factory, ScreeningPurpose.MATCHING) as session:
            WRITES.put(session, False)
            holds = in_force(session)
        rows = given.rows(CANDIDATES)
        facts = {**cause.facts(), "file": _digest(given.path), "model": holds.model}
        _record(factory, {**facts, "begun": True})
        with ProblemList(given.problems, rows) as listed:
            filled = without_nothing(rows, nothing, iso_5218=given.iso_5218)
            answers = answer(factory, filled, part, Asking(asked, holds), listed)
        require_all_told(rows.read, len(answers.times) + listed.rejected)
        _record(factory, {**facts, "queries": len(answers.times)}, answers.broken)
        part.replace(target)
    except DomainError as refused:
        part.unlink(missing_ok=True)
        refuse(refused, as_json=as_json)
    except OSError as problem:
        part.unlink(missing_ok=True)
        refuse(not_written(problem), as_json=as_json)
    figures = {
        **_figures(rows, answers),
        "warnings": listed.warnings,
        "model": holds.model,
        "said_nothing": dict(nothing.words),
        "problems": str(given.problems),
        "seconds": round(time.perf_counter() - started, 2),
    }
    words = f"{len(answers.times)} candidates looked up, {listed.rejected} rows not understood"
    words += f", {listed.warnings} facts not compared as they stand."
    words += nothing.told
    tell(figures, f"{words} Problem rows: {given.problems}", as_json=as_json)
    if listed.rejected:
        sys.exit(WITH_PROBLEMS)


def _figures(rows: NamedRows, answers: Answers) -> dict[str, object]:
    p50, p95 = screening_lists.percentiles(answers.times)
    return {
        "read": rows.read,
        "queries": len(answers.times),
        "not_understood": rows.read - len(answers.times),
        "unused": rows.unused,
        "cpu_ms_p50": p50,
        "cpu_ms_p95": p95,
    }


def _digest(path: Path) -> str:
    """The SHA-256 of a file as it was handed over."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(
    factory: Factory, facts: Mapping[str, Fact], broken: Collection[BrokenValue] = ()
) -> None:
    """Put the list on the trail, in a transaction of its own: reading writes nothing."""
    with system_session(factory, ScreeningPurpose.MATCHING) as session:
        broken_seals(session).update(dict.fromkeys(broken))
        record(session, ScreeningAct.INQUIRY_MADE, facts=facts)
        session.commit()
