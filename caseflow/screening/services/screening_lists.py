"""Looking up a whole list of candidates at once, with what it cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.facts.dates import UNDECLARED, Declared
from caseflow.facts.words_for_nothing import bare_name
from caseflow.labels import _
from caseflow.screening.columns import several
from caseflow.screening.look_up_answer import can_be_compared, decide
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Candidate, Wanted, faults, legible, person
from caseflow.screening.matching.scoring import Band
from caseflow.screening.models import Answer
from caseflow.screening.queries.thresholds import InForce
from caseflow.screening.services.comparing import matches
from caseflow.screening.services.looking_up import MOST_MATCHES

RESULT = ("query", "rank", "ref", "score", "band", "answer", "reason")


@dataclass(frozen=True)
class Line:
    """One line of the answer to a list: a candidate found, or that there is none.

    `band` tells of this entry, `answer` of the candidate: the same on all lines of a query.
    """

    query: str
    rank: int
    ref: str
    score: float
    band: str
    answer: str
    reason: str

    def cells(self) -> tuple[str, ...]:
        """As it is written into a file."""
        found = (str(self.rank), self.ref, f"{self.score:.6f}") if self.ref else ("", "", "")
        return (self.query, *found, self.band, self.answer, self.reason)


@dataclass(frozen=True)
class Asked:
    """What somebody who hands a list over wants of it, and declares of its dates."""

    limit: int
    name_only: bool = False
    declared: Declared = UNDECLARED


def screen(
    session: Session,
    query: str,
    values: Mapping[str, str],
    *,
    asked: Asked,
    holds: InForce,
    today: date,
) -> list[Line]:
    """The best candidates for one query; one line without a ref when there is none.

    The answer is the one that the page gives (`look_up_answer.decide`). What can be read of a
    candidate is compared, and whoever is found keeps their line whatever the answer. Needs a
    session that compares.
    """
    candidate, bad = _candidate(values, asked, today)
    wrong = faults(candidate, today=today)
    if bad:
        wrong = tuple(dict.fromkeys((*wrong, Wanted.BIRTH_DATE)))
    known = legible(candidate, today=today)
    found = []
    if can_be_compared(wrong):
        found = matches(session, person(known), limit=max(asked.limit, MOST_MATCHES))
    verdict = decide(known, wrong, [match.band(holds) for match in found])
    reason = " ".join((*bad, *verdict.reasons))
    answer = verdict.answer.value
    if not found:
        return [Line(query, 0, "", 0.0, answer, answer, reason)]
    return [
        Line(
            query,
            rank,
            match.ref,
            match.likeness.score,
            _band(match.band(holds), verdict.answer, sure=not wrong),
            answer,
            reason,
        )
        for rank, match in enumerate(found[: asked.limit], 1)
    ]


def _candidate(
    values: Mapping[str, str], asked: Asked, today: date
) -> tuple[Candidate, tuple[str, ...]]:
    """The candidate of a row, and what of the date of birth could not be used."""

    def fact(name: str) -> str:
        return "" if asked.name_only else values.get(name, "")

    births, bad = births_in(fact("date_of_birth"), today=today, declared=asked.declared)
    candidate = Candidate(
        bare_name(values.get("name", "")),
        other_names=several(values.get("other_names", "")),
        date_of_birth="; ".join(map(str, births)),
        nationality=fact("nationality"),
        gender=fact("gender"),
        id_number=fact("id_number"),
    )
    return candidate, tuple(_("Date of birth: %(why)s", why=each.sentence) for each in bad)


def _band(found: Band, answer: Answer, *, sure: bool) -> str:
    """How far an entry is alike; nobody is called "clear" beside a fact that cannot be read."""
    if answer is Answer.NEED_MORE_DATA or (found is Band.CLEAR and not sure):
        return Answer.NEED_MORE_DATA.value
    return found.value


def unread(query: str, fault: str) -> list[Line]:
    """The answer to a query whose row cannot be used: nobody is called "clear" on it."""
    if not query or not query.isprintable():
        return []
    need = Answer.NEED_MORE_DATA.value
    return [Line(query, 0, "", 0.0, need, need, fault)]


class CpuClock:
    """Processor time of this process and, where it can be read, of its database server's."""

    def __init__(self, session: Session) -> None:
        self._server: Callable[[], float] = _server_clock(session)

    def __call__(self) -> float:
        """Seconds used so far."""
        return time.process_time() + self._server()


def _server_clock(session: Session) -> Callable[[], float]:
    if session.connection().dialect.name != "postgresql":
        return lambda: 0.0
    number = session.scalar(sa.select(sa.func.pg_backend_pid()))
    path = Path(f"/proc/{number}/schedstat")
    if not path.exists():
        return lambda: 0.0
    return lambda: int(path.read_text("ascii").split()[0]) / 1e9


def percentiles(times: list[float]) -> Iterator[float]:
    """The median and the 95th percentile, in milliseconds; nought without any."""
    ordered = sorted(times)
    for share in (0.5, 0.95):
        place = min(len(ordered) - 1, int(len(ordered) * share))
        yield round(ordered[place] * 1000, 2) if ordered else 0.0
