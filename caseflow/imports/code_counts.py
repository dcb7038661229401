"""Which codes a register holds, how often, and what the profile makes of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from caseflow.imports.bundle import CaseBundle, Coded, Measure
from caseflow.imports.codes import CodeTable
from caseflow.imports.shape import Profile
from caseflow.labels import Text, _

MOST_CODES = 200
"""Different codes of one list that are counted; a column with more is hardly one of codes."""
LONGEST = 60
UNKNOWN = _("NOT KNOWN")


@dataclass(frozen=True, slots=True)
class Count:
    """One code of one list, how often it stands there, and what it is here."""

    called: Text
    code: str
    count: int
    meaning: str


class CodeCounts:
    """The codes of the cases that were read, by the list they belong to."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._counts: dict[Text, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._more: Counter[Text] = Counter()

    def add(self, bundle: CaseBundle) -> None:
        """Count the codes of one case."""
        profile = self._profile
        for subject in bundle.subjects:
            if subject.described:
                self._coded(_("gender"), profile.genders, subject.gender)
            for alleged in subject.allegations:
                self._coded(_("category"), profile.categories, alleged.category)
                self._coded(_("recommended finding"), profile.findings, alleged.recommended_finding)
                self._coded(_("final finding"), profile.findings, alleged.final_finding)
                self._measure(_("recommended measure"), alleged.recommended_measure)
                self._measure(_("final measure"), alleged.final_measure)
        for person in (*bundle.victims, *bundle.complainants):
            self._coded(_("gender"), profile.genders, person.gender)

    def _coded(self, called: Text, table: CodeTable, value: Coded) -> None:
        if not value.raw:
            return
        meaning = value.mapped or (UNKNOWN if not value.pending else _("not answered yet"))
        if value.mapped is None and table.excused(value.raw):
            meaning = _("no counterpart")
        self._count(called, table.code(value.raw), meaning)

    def _measure(self, called: Text, value: Measure) -> None:
        if not value.raw:
            return
        code = self._profile.measures.code(value.raw)
        if not value.known:
            self._count(called, code, UNKNOWN)
        elif value.kind:
            self._count(called, code, value.kind)
        elif value.remark:
            self._count(called, code, _("a remark"))
        else:
            self._count(called, code, _("not answered yet") if value.pending else _("nothing"))

    def _count(self, called: Text, code: str, meaning: str) -> None:
        counts = self._counts[called]
        key = (code[:LONGEST], meaning)
        if key in counts or len(counts) < MOST_CODES:
            counts[key] += 1
        else:
            self._more[called] += 1

    def counts(self) -> Iterator[Count]:
        """Each code of each list, those that are not known first, then the most frequent."""
        for called, codes in self._counts.items():
            ordered = sorted(codes.items(), key=lambda one: (one[0][1] != UNKNOWN, -one[1], one[0]))
            for (code, meaning), count in ordered:
                yield Count(called, code, count, meaning)

    def lines(self) -> Iterator[str]:
        """The table as text: a code, how often it stands there, what it is mapped to."""
        found = list(self.counts())
        width = max((len(one.code) for one in found), default=0)
        called: Text | None = None
        for one in found:
            if one.called != called:
                called = one.called
                yield ""
                yield f"{called}, count, mapped to"
                if self._more[called]:
                    yield (
                        f"  {self._more[called]} values more, all different: is this the right"
                        " column?"
                    )
            yield f"  {one.code:<{width}}  {one.count:>8}  {one.meaning}"
