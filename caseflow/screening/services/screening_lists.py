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
from caseflow.labels import _
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Candidate, Wanted, bare, faults, legible, person
from caseflow.screening.matching.scoring import Band
from caseflow.screening.models import Answer
from caseflow.screening.queries.thresholds import InForce
from caseflow.screening.services.comparing import matches

COLUMNS = ("query", "name", "date_of_birth", "nationality", "gender", "id_number")
RESULT = ("query", "rank", "ref", "score", "band", "reason")


@dataclass(frozen=True)
class Line:
    """One line of the answer to a list: a candidate found, or that there is none."""

    query: str
    rank: int
    ref: str
    score: float
    band: str
    reason: str = ""
    """What of the candidate's data could not be used."""

    def cells(self) -> tuple[str, ...]:
        """As it is written into a file."""
        if not self.ref:
            return (self.query, "", "", "", self.band, self.reason)
        score = f"{self.score:.6f}"
        return (self.query, str(self.rank), self.ref, score, self.band, self.reason)


def screen(
    session: Session,
    query: str,
    values: Mapping[str, str],
    *,
    limit: int,
    name_only: bool,
    holds: InForce,
    today: date,
    declared: Declared = UNDECLARED,
) -> list[Line]:
    """The best candidates for one query; one line without a ref when there is none.

    Data that cannot be compared gives the band "need-more-data". Where only a date or a country
    is wrong, or the name is only particles, what is left is compared, but nobody is called
    "clear" on it. Needs a session that compares.
    """
    born = "" if name_only else values.get("date_of_birth", "")
    births, bad = births_in(born, today=today, declared=declared)
    candidate = Candidate(
        values.get("name", ""),
        date_of_birth="; ".join(map(str, births)),
        nationality="" if name_only else values.get("nationality", ""),
        gender="" if name_only else values.get("gender", ""),
        id_number="" if name_only else values.get("id_number", ""),
    )
    wrong = set(faults(candidate, today=today)) | ({Wanted.BIRTH_DATE} if bad else set())
    reason = "; ".join(_("Date of birth: %(why)s", why=each.sentence) for each in bad)
    lacking = wrong or bare(candidate)
    nothing = Answer.NEED_MORE_DATA.value if lacking else Answer.CLEAR.value
    if wrong - {Wanted.BIRTH_DATE, Wanted.COUNTRY}:
        return [Line(query, 0, "", 0.0, nothing, reason)]
    found = matches(session, person(legible(candidate, today=today)), limit=limit)
    if not found:
        return [Line(query, 0, "", 0.0, nothing, reason)]
    return [
        Line(query, rank, m.ref, m.likeness.score, _band(m.band(holds), nothing), reason)
        for rank, m in enumerate(found, 1)
    ]


def _band(found: Band, nothing: str) -> str:
    return nothing if found is Band.CLEAR else found.value


def unread(query: str) -> list[Line]:
    """The answer to a query whose row cannot be used: nobody is called "clear" on it."""
    if not query or not query.isprintable():
        return []
    return [Line(query, 0, "", 0.0, Answer.NEED_MORE_DATA.value)]


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
