"""Which days a step of a case can have happened on: not ahead, and not before what it follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from caseflow.cases.models import Case
from caseflow.cases.workflow import Meaning, Standing, means, track
from caseflow.labels import _
from caseflow.reference.entry_lag import Earlier, check_day


def check_move_day(
    there: Sequence[Standing], day: date, today: date, *, reason: str | None
) -> None:
    """Raise NotReady for a day on which these proceedings cannot have made their next move.

    `today` is the day at the entity of the case. A move long past wants a reason.
    """
    follows = [earlier for standing in there for earlier in follows_of(standing)]
    check_day(day, today, follows=follows, reason=reason)


def follows_of(standing: Standing) -> Iterator[Earlier]:
    """What the next move of a proceeding follows: receipt, its stage, findings, decision."""
    yield received(standing.case)
    proceeding = standing.proceeding
    if proceeding.stage_since is not None:
        words = _(
            "The case came to “%(stage)s” on %(day)s: this step was not taken before.",
            stage=track(proceeding.track).stage(proceeding.stage).label,
            day=proceeding.stage_since,
        )
        yield Earlier(proceeding.stage_since, words)
    if means(proceeding, Meaning.INVESTIGATING):
        yield from found_before(standing)
    decision = standing.decision
    if decision is not None and decision.decided_on is not None:
        words = _(
            "The decision was made on %(day)s: this step was not taken before.",
            day=decision.decided_on,
        )
        yield Earlier(decision.decided_on, words)


def received(case: Case) -> Earlier:
    """The receipt of the report, before which nothing happened in a case."""
    words = _("The report was received on %(day)s: nothing happened before.", day=case.received_on)
    return Earlier(case.received_on, words)


def found_before(standing: Standing) -> Iterator[Earlier]:
    """The findings that count in a proceeding, on which what comes after them rests."""
    for alleged in standing.allegations:
        finding = standing.findings.get(alleged.id)
        if finding is not None and finding.found_on is not None:
            words = _(
                "It rests on a finding of %(day)s: it was not done before.", day=finding.found_on
            )
            yield Earlier(finding.found_on, words)
