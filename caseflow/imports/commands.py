"""`flask import`: bring an old register in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from caseflow import clock
from caseflow.command_tools import CommandTools
from caseflow.db import reading_only
from caseflow.errors import DomainError
from caseflow.imports.known_codes import known_codes
from caseflow.imports.links import EMPTY, ORPHANS, Accepted
from caseflow.imports.profile import load, shipped
from caseflow.imports.runner import Import, Opener, Progress
from caseflow.imports.shape import Profile
from caseflow.imports.tally import Tally
from caseflow.imports.vocabulary import vocabulary
from caseflow.screening.purposes import ScreeningPurpose

REFUSED, WITH_PROBLEMS = 1, 3
Folder = Callable[[], Path]


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return import_group(tools.opened, lambda: tools.config().home / "imports")


def import_group(opened: Opener, folder: Folder) -> click.Group:
    """The commands; `opened(purpose)` gives a system session, `folder()` where problem files go."""

    @click.group("import")
    def group() -> None:
        """Bring in what was kept elsewhere."""

    @group.command("cases")
    @click.option(
        "--profile",
        "name",
        required=True,
        help=f"One of: {', '.join(shipped())}; or a file of your own.",
    )
    @click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
    @click.option(
        ORPHANS, "orphans", is_flag=True, help="Go on where many rows name no case; leave them out."
    )
    @click.option(EMPTY, "empty", is_flag=True, help="Go on where a file holds no rows.")
    @click.option(
        "--accept-guess",
        is_flag=True,
        help="Go on where the encoding of a file is not declared and could only be guessed.",
    )
    @click.option(
        "--problems",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Where the problem rows are listed; else in the folder imports of the home.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @click.pass_context
    def cases(
        context: click.Context,
        name: str,
        directory: Path,
        dry_run: bool,
        orphans: bool,
        empty: bool,
        accept_guess: bool,
        problems: Path | None,
        as_json: bool,
    ) -> None:
        """Read linked CSV or XLSX files from DIR and admit their cases.

        A case that is in already and has not changed is left alone. Exit status 0 when every row
        came in, 1 when the import was refused, 3 when some rows did not come in.
        """
        now = clock.now()
        job: Import | None = None
        try:
            profile = load(name, vocabulary())
            accepted = Accepted(orphans=orphans, empty=empty, guess=accept_guess)
            job = Import(opened, profile, now=now, dry_run=dry_run, accepted=accepted)
            listed = problems or problem_path(folder(), profile, now)
            with progress_bar() as progress:
                tally = job.run(directory, listed, progress)
        except (DomainError, OperationalError, OSError) as error:
            refuse(context, _sentence(error, job), as_json=as_json)
        else:
            if as_json:
                click.echo(json.dumps(_figures(job), ensure_ascii=False))
            else:
                click.echo("\n".join([_words(tally, dry_run=dry_run), *job.codes.lines()]))
            context.exit(0 if tally.clean else WITH_PROBLEMS)

    @group.command("codes")
    def codes() -> None:
        """List the codes that a profile may map to: entities, stages, findings, measures, types."""
        with opened(ScreeningPurpose.IMPORT) as session, reading_only(session):
            for line in known_codes(session):
                click.echo(line)

    return group


def refuse(context: click.Context, sentence: str, *, as_json: bool) -> None:
    """Say why nothing more is done, and end."""
    click.echo(sentence, err=True)
    if as_json:
        click.echo(json.dumps({"refused": sentence}, ensure_ascii=False))
    context.exit(REFUSED)


def problem_path(folder: Path, profile: Profile, now: datetime) -> Path:
    """A new file for the problem rows of one import."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{profile.name}-{now:%Y%m%dT%H%M%S%f}-problems.csv"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error; on anything but a terminal it stays silent."""
    # Loaded late: no other command draws one.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("cases", total=None)
        yield lambda read, total: bar.update(task, completed=read, total=total)


def _sentence(error: Exception, job: Import | None) -> str:
    if isinstance(error, DomainError):
        return str(error.sentence)
    done = job.tally.created + job.tally.updated if job else 0
    what = "The database did not take a batch" if isinstance(error, OperationalError) else "A file"
    if isinstance(error, OSError):
        what = f"A file could not be written ({error.strerror})"
    return f"{what}. {done} cases are in; run the import again to go on."


def _figures(job: Import) -> dict[str, Any]:
    """What `--json` prints; after a dry run the codes as well."""
    codes = [
        {"list": one.called, "code": one.code, "count": one.count, "mapped_to": one.meaning}
        for one in job.codes.counts()
    ]
    return {**job.tally.as_json(), **({"codes": codes} if codes else {})}


def _words(tally: Tally, *, dry_run: bool) -> str:
    lines = [
        f"{tally.read} cases read in {tally.seconds:.1f} s"
        + ("; a dry run, nothing was changed" if dry_run else ""),
        f"{tally.created:>8} created",
        f"{tally.updated:>8} updated",
        f"{tally.unchanged:>8} unchanged",
        f"{tally.rejected:>8} rejected",
        f"{tally.warnings:>8} with something to look at",
    ]
    if tally.kept:
        lines.append(f"{tally.kept:>8} in already, and kept as they are though their row differs")
    if tally.absent:
        lines.append(f"{tally.absent:>8} in already and not in these files: they stay as they are")
    if tally.left_out:
        lines.append(f"{tally.left_out:>8} rows left out, their cases came in")
    if tally.nothing.sentence:
        lines.append(str(tally.nothing.sentence))
    return "\n".join([*lines, f"Problem rows: {tally.problems}"])
