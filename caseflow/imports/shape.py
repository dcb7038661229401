"""What a mapping profile says: files, columns, codes, and where the cases go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.facts.dates import UNDECLARED, Declared
from caseflow.imports.codes import CodeTable, MeasureTable
from caseflow.sheets.columns import Columns
from caseflow.sheets.encodings import DETECT

DELIMITERS = {DETECT: DETECT, "tab": "\t", ",": ",", ";": ";", "|": "|"}
LONGEST_KEY = 64
# By our names of columns; whatever is not listed may hold 500 characters.
LONGEST = dict.fromkeys(("reference", "case", "person", "id"), LONGEST_KEY) | dict.fromkeys(
    ("row", "given_name", "family_name", "rank", "unit"), 120
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One file: its name without ending, how its text is written, and its columns by our names.

    `attributes` are further columns as (label, column), kept word for word. `sheet` is the sheet
    of a workbook that is meant, where several have these columns.
    """

    file: str
    encoding: str
    delimiter: str
    columns: Mapping[str, str]
    attributes: tuple[tuple[str, str], ...] = ()
    sheet: str = ""

    @property
    def asked(self) -> Columns:
        """The columns to read, all of them needed; a row with more in one than its limit is not."""
        limits = {column: LONGEST[key] for key, column in self.columns.items() if key in LONGEST}
        return Columns(needed=tuple(self.wanted), limits=limits)

    @property
    def wanted(self) -> list[str]:
        """The columns to read, the key first, each once."""
        names = [*self.columns.values(), *(column for _label, column in self.attributes)]
        return list(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Receiving:
    """Where the cases go: an entity by its code, and perhaps a desk of its lists by its name."""

    entity: str
    desk: str | None
    personnel: str


@dataclass(frozen=True, slots=True)
class Stages:
    """The stage that the source claims for a subject's proceeding, asked for from the top."""

    closed: str
    final_finding: str
    recommended_finding: str
    accused: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is needed to read one kind of register; see docs/imports.md for each key."""

    name: str
    title: str
    source: str
    receiving: Receiving
    dates: tuple[str, ...]
    times: tuple[str, ...]
    no_time: tuple[str, ...]
    cases: Layout
    accused: Layout | None
    people: Layout | None
    victims: Layout | None
    complainants: Layout | None
    stages: Stages
    genders: CodeTable
    findings: CodeTable
    substantiated: frozenset[str]
    measures: MeasureTable
    taxonomy: str
    categories: CodeTable
    declared: Declared = UNDECLARED
    """What the profile declares of dates that fit none of its formats."""
    future: str = ""
    """Why dates may lie after today; empty where they may not."""
