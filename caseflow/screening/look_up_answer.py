"""What a look-up is answered, by one rule for the page, for lists and for whatever comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from caseflow.labels import Text, _
from caseflow.screening.matching.people import Candidate, Wanted, bare, scarce
from caseflow.screening.matching.scoring import Band
from caseflow.screening.models import Answer

FACTS = frozenset({Wanted.BIRTH_DATE, Wanted.COUNTRY, Wanted.GENDER, Wanted.NUMBER})
"""Faults beside which the rest can still be compared."""


@dataclass(frozen=True)
class Verdict:
    """An answer, and what is not known that would be needed for another."""

    answer: Answer
    wanted: tuple[Wanted, ...] = ()

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why, in words that say nothing of anybody's story."""
        return reasons_for(self.answer, self.wanted)


def can_be_compared(wrong: Collection[Wanted]) -> bool:
    """Whether a name is left to compare, whatever else is wrong."""
    return FACTS.issuperset(wrong)


def decide(
    known: Candidate,
    wrong: Collection[Wanted],
    bands: Iterable[Band],
    *,
    nothing_more: bool = False,
) -> Verdict:
    """The answer for a candidate who was compared.

    `known` is what of the candidate could be read, `wrong` what could not, `bands` how far each
    entry found is alike. `nothing_more` says that no more can be found out. Then the registry
    decides: nobody is clear by a name alone, by nothing but particles, or where a fact could not
    be read.
    """
    if not can_be_compared(wrong):
        return Verdict(Answer.NEED_MORE_DATA, tuple(wrong))
    alike = any(band is not Band.CLEAR for band in bands)
    lacking = _lacking(known, wrong, alike=alike)
    if lacking and not nothing_more:
        return Verdict(Answer.NEED_MORE_DATA, lacking)
    return Verdict(Answer.REFER if alike or lacking else Answer.CLEAR, () if alike else lacking)


def _lacking(known: Candidate, wrong: Collection[Wanted], *, alike: bool) -> tuple[Wanted, ...]:
    """What has to be known before this candidate can be answered."""
    if bare(known) and not alike:
        return (Wanted.FULL_NAME, *wrong)
    if scarce(known):
        return (*wrong, Wanted.MORE)
    return () if alike else tuple(wrong)


def reasons_for(answer: Answer, wanted: Collection[Wanted]) -> tuple[Text, ...]:
    """Why this was answered, in words that say nothing of anybody's story."""
    if answer is Answer.CLEAR:
        return (_("Nobody alike is listed."),)
    if answer is Answer.REFER and wanted:
        return (_("Too little is known for an answer. A registry officer decides."),)
    if answer is Answer.REFER:
        return (_("A possible match, not a finding. A registry officer compares the two people."),)
    return tuple(_("Please give %(what)s.", what=each.label) for each in wanted)
