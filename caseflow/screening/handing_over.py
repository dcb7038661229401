"""A file that somebody hands over by command: how it is to be read, and the list of its faults."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

import click

from caseflow.errors import DomainError, NotReady
from caseflow.labels import Text, _
from caseflow.sheets.columns import Columns
from caseflow.sheets.encodings import guess_told
from caseflow.sheets.named_rows import Handling, NamedRows
from caseflow.sheets.problems import ProblemFile, ProblemRow, Severity

REFUSED, WITH_PROBLEMS = 1, 3
MOST_SHOWN = 20
"""How many problems are also told on standard error."""
Command = TypeVar("Command", bound=Callable[..., Any])
Folder = Callable[[], Path]


@dataclass(frozen=True)
class HandedOver:
    """A file, what is said of it, and where its problem rows are to be listed."""

    path: Path
    problems: Path
    handling: Handling = field(default_factory=Handling)
    ignored: tuple[str, ...] = ()
    iso_5218: bool = False
    """Whether genders are declared to be the numbers of ISO/IEC 5218."""

    def rows(self, columns: Columns) -> NamedRows:
        """Its rows. Raises NotReady before a row is read, as `NamedRows` does."""
        require_different(self.path, self.problems)
        rows = NamedRows(
            self.path, replace(columns, ignored=frozenset(self.ignored)), self.handling
        )
        if rows.unused:
            click.echo(f"Not used: {', '.join(map(ascii_only, rows.unused))}.", err=True)
        return rows


def file_options(command: Command) -> Command:
    """The options that say how a file is to be read, and where its problem rows go."""
    problems = click.option(
        "--problems",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Where problem rows are listed; else in the folder screening of the home.",
    )
    return reading_options(problems(command))


def reading_options(command: Command) -> Command:
    """The options that say how a file is to be read."""
    for option in (
        click.option(
            "--ignore",
            "ignored",
            multiple=True,
            metavar="COLUMN",
            help="Leave this column out on purpose, though its name is near another.",
        ),
        click.option("--sheet", default="", help="Which sheet of a workbook is meant."),
        click.option(
            "--accept-guess", is_flag=True, help="Go on where the encoding is only a guess."
        ),
        click.option(
            "--encoding", default="detect", show_default=True, help="Such as utf-8 or cp1252."
        ),
    ):
        command = option(command)
    return command


def handed_over(
    path: Path, command: str, folder: Folder, now: datetime, options: dict[str, Any]
) -> HandedOver:
    """The file with its options (`file_options`, `genders_declared`).

    Raises OSError where no list can be kept.
    """
    problems = options["problems"]
    if problems is None:
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        problems = place / f"{command}-{now:%Y%m%dT%H%M%S%f}-problems.csv"
    numbered = options.get("iso_5218", False)
    return HandedOver(path, problems, handling_of(options), options["ignored"], numbered)


def handling_of(options: Mapping[str, Any]) -> Handling:
    """What the options say of a file (`reading_options`)."""
    return Handling(options["encoding"], options["accept_guess"], options["sheet"])


def require_different(*paths: Path) -> None:
    """Refuse to write one file in the place of another. Raises NotReady."""
    if len({path.resolve() for path in paths}) < len(paths):
        raise NotReady(_("One file would take the place of another: name a different one."))


class ProblemList:
    """The problem rows of one file, listed as they come and counted; the first are also shown.

    Used as a context manager.
    """

    def __init__(self, path: Path, rows: NamedRows) -> None:
        self._file = ProblemFile(path)
        self._name = rows.source.name
        self._guess = guess_told(rows.source) if rows.source.guessed else None
        self.rejected = self.warnings = 0

    def __enter__(self) -> Self:
        self._file.__enter__()
        if self._guess:
            self._file.write((ProblemRow(self._name, 1, "", Severity.WARNING, self._guess),))
            click.echo(f"{self._name}: {self._guess}", err=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.__exit__(kind, error, trace)

    def reject(self, line: int, ref: str, reason: str) -> None:
        """List a row that is not taken in, and why."""
        self.rejected += 1
        self._list(line, ref, Severity.REJECTED, reason, reason)

    def warn(self, line: int, ref: str, column: str, reason: str, detail: str) -> None:
        """List a row that is taken in without a part of it.

        The detail may tell something of somebody: it stands in the list, and is not shown.
        """
        self.warnings += 1
        shown = f"{column}: {reason}"
        kept = f"{shown} ({detail})" if detail else shown
        self._list(line, ref, Severity.WARNING, kept, shown)

    def _list(self, line: int, ref: str, severity: Severity, kept: str, shown: str) -> None:
        problem = ProblemRow(self._name, line, ref, severity, Text(kept))
        self._file.write((problem,))
        told = self.rejected + self.warnings
        if told <= MOST_SHOWN:
            place = f"line {line} ({ascii_only(ref)})" if ref else f"line {line}"
            click.echo(f"{place}: {shown}", err=True)
        elif told == MOST_SHOWN + 1:
            click.echo(f"… and more, all in {self._file.path}", err=True)


def ascii_only(text: str) -> str:
    """A text as it can be shown on any terminal."""
    return ascii(text)[1:-1]


def require_all_told(read: int, told: int) -> None:
    """See that every row that was read is told of. Raises NotReady where one is not."""
    if read != told:
        raise NotReady(
            _(
                "%(read)s rows were read, but only %(told)s are told of. Something is wrong in"
                " CaseFlow: do not rely on this run.",
                read=read,
                told=told,
            )
        )


def tell(figures: Mapping[str, object], words: str, *, as_json: bool) -> None:
    """What a run came to, for a person or for a program."""
    click.echo(json.dumps(figures) if as_json else words)


def refuse(error: DomainError, *, as_json: bool) -> NoReturn:
    """Say why nothing more is done, and end."""
    if as_json:
        click.echo(json.dumps({"error": str(error.sentence)}))
    click.echo(str(error.sentence), err=True)
    sys.exit(REFUSED)


def not_written(problem: OSError) -> DomainError:
    """A file that the command has to write and cannot."""
    name = Path(str(problem.filename or "")).name
    return DomainError(
        _("A file cannot be written (%(name)s): %(why)s.", name=name, why=problem.strerror or "")
    )
