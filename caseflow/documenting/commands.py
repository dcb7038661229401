"""`flask docs`: write the pages that are made from the code, or say which are stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from caseflow.documenting.courses import clocks, stages
from caseflow.documenting.rights import permissions
from caseflow.documenting.sealed import confidential

FOLDER = Path(__file__).resolve().parents[2] / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "permissions.md": permissions,
    "confidential.md": confidential,
    "stages.md": stages,
    "clocks.md": clocks,
}
MADE = "<!-- Made by `flask docs` from the code: change the code, not this page. -->"


def rendered() -> dict[str, str]:
    """Each page's text by file name."""
    return {name: f"{MADE}\n\n{page()}\n" for name, page in PAGES.items()}


def stale(folder: Path) -> list[str]:
    """The names of the pages that say something else than the code."""
    return [
        name
        for name, text in rendered().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def docs_command() -> click.Command:
    """The command."""

    @click.command("docs")
    @click.option(
        "--check", is_flag=True, help="Write nothing; exit status 1 when a page is stale."
    )
    @click.option(
        "--into",
        type=click.Path(file_okay=False, path_type=Path),
        default=FOLDER,
        show_default="docs",
        help="Another folder to write to or to compare with.",
    )
    @click.pass_context
    def docs(context: click.Context, check: bool, into: Path) -> None:
        """Write the pages of docs/ that are made from the code."""
        if check:
            old = stale(into)
            for name in old:
                click.echo(f"docs/{name} is stale: run `flask docs`.", err=True)
            context.exit(1 if old else 0)
        into.mkdir(parents=True, exist_ok=True)
        for name, text in rendered().items():
            (into / name).write_text(text, encoding="utf-8")
            click.echo(f"docs/{name}")

    return docs
