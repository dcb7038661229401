"""Reading a register through its profile: whole cases and problem rows, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from caseflow import clock
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.imports.assemble import Assembler, Children
from caseflow.imports.bundle import CaseBundle
from caseflow.imports.files import find
from caseflow.imports.index import ChildIndex, Link
from caseflow.imports.keys import SAME_REFERENCE
from caseflow.imports.links import NOTHING, Accepted, check_links
from caseflow.imports.shape import Layout, Profile
from caseflow.labels import Text, _
from caseflow.sheets.encodings import guess_told, inspect, require_no_guess
from caseflow.sheets.problems import ProblemRow, Severity
from caseflow.sheets.tables import Broken, Row, Table

# What a file of the register holds, in the order in which problems are listed.
CASES, ACCUSED, PEOPLE, VICTIMS, COMPLAINANTS = (
    "cases",
    "accused",
    "people",
    "victims",
    "complainants",
)


def today() -> date:
    """The day after which no date of a register may lie: the organisation's."""
    return office_day(clock.now())


def read(
    profile: Profile, directory: Path, accepted: Accepted = NOTHING
) -> Iterator[CaseBundle | ProblemRow]:
    """The cases of a register and the rows that are wrong, as a stream.

    Every file is checked to its end before the first case comes. Raises NotReady when a file is
    missing, empty, cut short, or lacks a column, when its encoding could only be guessed, or when
    too many child rows find no case.
    """
    with Register(profile, directory, accepted) as register:
        yield from register


class Register:
    """A register that was opened: all its files looked through, its child rows indexed.

    Used as a context manager; iterating gives bundles and problem rows. `about` is the number of
    cases as the number of lines suggests it, for a progress bar. `rows` is how many rows the file
    of cases has had so far, whole or not.
    """

    def __init__(self, profile: Profile, directory: Path, accepted: Accepted = NOTHING) -> None:
        self.profile, self._accepted = profile, accepted
        self.rows = 0
        layouts: dict[str, Layout | None] = {
            CASES: profile.cases,
            ACCUSED: profile.accused,
            PEOPLE: profile.people,
            VICTIMS: profile.victims,
            COMPLAINANTS: profile.complainants,
        }
        found = {
            kind: (layout, inspect(find(directory, layout.file), layout.encoding))
            for kind, layout in layouts.items()
            if layout
        }
        for kind, (_layout, source) in found.items():
            if not accepted.guess:
                require_no_guess(source, f"{kind}.encoding in the profile")
        self._tables = {
            kind: Table(source, layout.asked, delimiter=layout.delimiter, sheet=layout.sheet)
            for kind, (layout, source) in found.items()
        }
        self.about = max(found[CASES][1].lines - 1, 0)

    def require_kept(self, problems: Path) -> None:
        """See that the list of problems takes the place of no file of the register.

        Raises NotReady.
        """
        if any(problems.resolve() == t.source.path.resolve() for t in self._tables.values()):
            raise NotReady(
                _("The list of problems would take the place of a file of the register."),
                field="problems",
            )

    def __enter__(self) -> Self:
        for table in self._tables.values():
            table.check()
        self._index = ChildIndex()
        for kind, table in self._tables.items():
            if kind != CASES:
                self._index.add(kind, table)
        self._index.ready()
        self._know_parents()
        try:
            files = {kind: table.source.name for kind, table in self._tables.items()}
            del files[CASES]
            check_links(self._index, files, self._links(), self._accepted)
        except NotReady:
            self._index.close()
            raise
        return self

    def _know_parents(self) -> None:
        """Look through the keys that child rows may point to."""
        cases = self._tables[CASES]
        self._index.know(CASES, (r.key if isinstance(r, Broken) else r.values[0] for r in cases))
        self._index.know(PEOPLE, self._index.keys(PEOPLE))

    def _links(self) -> Iterator[Link]:
        names = {kind: table.source.name for kind, table in self._tables.items()}
        for kind in (ACCUSED, VICTIMS, COMPLAINANTS):
            if kind in names:
                yield Link(kind, names[kind], CASES, names[CASES])
        if PEOPLE in names and self.profile.accused:
            column = self.profile.accused.columns["person"]
            place = self._tables[ACCUSED].columns.index(column)
            yield Link(ACCUSED, names[ACCUSED], PEOPLE, names[PEOPLE], place, needed=False)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._index.close()

    def __iter__(self) -> Iterator[CaseBundle | ProblemRow]:
        yield from self._guesses()
        names = {kind: table.source.name for kind, table in self._tables.items()}
        assembler = Assembler(self.profile, names, today())
        self.nothing = assembler.nothing
        cases = self._tables[CASES]
        for row in cases:
            self.rows += 1
            if isinstance(row, Broken):
                yield self._rejected(row.line, row.key, row.reason)
                continue
            reference = row.values[0]
            reason = self._unusable(reference, damaged=cases.columns[0] in row.damaged)
            if reason:
                yield self._rejected(row.line, reference, reason)
                continue
            children = self._children(reference)
            found = assembler.case(row, children)
            if isinstance(found, CaseBundle):
                yield found
            else:
                yield self._rejected(row.line, reference, found)
        yield from self._strays()

    def _unusable(self, reference: str, *, damaged: bool) -> Text | None:
        if not reference:
            return _("the row has no reference")
        if damaged or not reference.isprintable():
            return _("the reference holds characters that cannot be read")
        if not self._index.first_sight(reference):
            return SAME_REFERENCE
        return None

    def _children(self, reference: str) -> Children:
        accused = self._index.under(ACCUSED, reference)
        people: dict[str, Row] = {}
        if self.profile.accused and "person" in self.profile.accused.columns:
            place = self._tables[ACCUSED].columns.index(self.profile.accused.columns["person"])
            for number in {row.values[place] for row in accused}:
                if number and (rows := self._index.under(PEOPLE, number)):
                    people[number] = rows[0]
        return Children(
            accused,
            people,
            self._index.under(VICTIMS, reference),
            self._index.under(COMPLAINANTS, reference),
        )

    def _guesses(self) -> Iterator[ProblemRow]:
        for table in self._tables.values():
            if table.source.guessed:
                reason = guess_told(table.source)
                yield ProblemRow(table.source.name, 1, "", Severity.WARNING, reason)

    def _strays(self) -> Iterator[ProblemRow]:
        """Child rows that are broken, belong to no case, or repeat a person."""
        for kind in self._tables:
            if kind == CASES:
                continue
            for broken in self._index.broken(kind):
                yield self._left_out(kind, broken.line, broken.key, broken.reason)
            if kind == PEOPLE:
                for key, line in self._index.repeats(kind):
                    same = _("an earlier row has the same number")
                    reason = same if key else _("the row has no number")
                    yield self._left_out(kind, line, "", reason)
            else:
                for key, line in self._index.orphans(kind):
                    lost = _("no case has this reference")
                    reason = lost if key else _("the row names no case")
                    yield self._left_out(kind, line, key, reason)

    def _left_out(self, kind: str, line: int, reference: str, reason: Text) -> ProblemRow:
        name = self._tables[kind].source.name
        return ProblemRow(name, line, reference, Severity.LEFT_OUT, reason)

    def _rejected(self, line: int, reference: str, reason: Text) -> ProblemRow:
        name = self._tables[CASES].source.name
        return ProblemRow(name, line, reference, Severity.REJECTED, reason)
