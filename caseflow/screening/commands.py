"""`flask screening …`: sets in, lists of candidates through, sets out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from caseflow import clock
from caseflow.command_tools import CommandTools
from caseflow.days import office_day
from caseflow.errors import DomainError
from caseflow.facts.dates import Declared
from caseflow.screening.batch_command import Cause, batch
from caseflow.screening.columns import CANDIDATES, DECIDED_ON, PAIRS, told
from caseflow.screening.file_declarations import dates_declared, declared, genders_declared
from caseflow.screening.handing_over import (
    Folder,
    HandedOver,
    file_options,
    handed_over,
    not_written,
    refuse,
)
from caseflow.screening.laboratory_command import try_threshold
from caseflow.screening.matching import effects
from caseflow.screening.models import Purpose
from caseflow.screening.services.loading import Reading
from caseflow.screening.services.screening_lists import Asked
from caseflow.screening.set_commands import drop, load
from caseflow.screening.sharing import Factory
from caseflow.screening.upkeep import add_upkeep


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return screening_group(
        tools.sessions,
        lambda: tools.config().mode == "demo",
        lambda: tools.config().home / "screening",
    )


def screening_group(
    factory: Callable[[], Factory], demonstration: Callable[[], bool], folder: Folder
) -> click.Group:
    """The commands, given where sessions come from and whether this is a demonstration.

    Problem rows are listed in the folder, where nobody names another place.
    """
    group = click.Group("screening", help="The screening register: sets in, lists through.")

    @group.command("load", epilog=told(DECIDED_ON))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--label", help="Marks the set, so that it can be dropped again.")
    @dates_declared
    @genders_declared
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    @file_options
    def load_command(file: Path, label: str | None, as_json: bool, **options: Any) -> None:
        """Load people from FILE (CSV, TSV or XLSX); outside demonstration as proposals.

        Several values in one cell are parted by | or ; or a line end.
        """
        given = _handed_over(file, "load", folder, options, as_json=as_json)
        how = Reading(office_day(clock.now()), _dates(options))
        load(factory(), given, label, publish=demonstration(), how=how, as_json=as_json)

    @group.command("batch", epilog=told(CANDIDATES))
    @click.argument("source", type=click.Path(path_type=Path))
    @click.argument("target", type=click.Path(path_type=Path))
    @click.option("--limit", type=click.IntRange(1, 60), default=10, show_default=True)
    @click.option("--name-only", is_flag=True, help="Compare names and nothing else.")
    @click.option(
        "--purpose",
        type=click.Choice([each.value for each in Purpose]),
        help="Why the candidates are looked up; needed outside demonstration.",
    )
    @click.option("--vacancy", default="", help="For which vacancy; needed outside demonstration.")
    @click.option(
        "--consent",
        default="",
        help="By what they agreed, such as a form, without names; needed outside demonstration.",
    )
    @dates_declared
    @genders_declared
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    @file_options
    def batch_command(source: Path, target: Path, as_json: bool, **options: Any) -> None:
        """Look up every candidate of SOURCE (CSV, TSV or XLSX) and write TARGET.

        TARGET says for each candidate who was found, how alike they are, what is answered
        (clear, refer or need-more-data) and why. Nobody is clear by a name alone.
        """
        cause = Cause(options["purpose"] or "", options["vacancy"], options["consent"])
        try:
            if not demonstration():
                cause.require_whole()
        except DomainError as refused:
            refuse(refused, as_json=as_json)
        given = _handed_over(source, "batch", folder, options, as_json=as_json)
        asked = Asked(options["limit"], options["name_only"], _dates(options))
        batch(factory(), given, target, asked, cause, as_json=as_json)

    @group.command("laboratory", epilog=told(PAIRS))
    @click.argument("pairs", type=click.Path(path_type=Path))
    @click.option("--refer-from", type=click.FloatRange(0, 1, min_open=True, max_open=True))
    @click.option("--minutes", type=click.IntRange(1, 600), default=effects.MINUTES)
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    @file_options
    def laboratory_command(
        pairs: Path, refer_from: float | None, minutes: int, as_json: bool, **options: Any
    ) -> None:
        """Try a threshold on PAIRS (CSV, TSV or XLSX)."""
        given = _handed_over(pairs, "laboratory", folder, options, as_json=as_json)
        try_threshold(factory(), given, refer_from, minutes, as_json=as_json)

    @group.command("drop")
    @click.argument("label")
    def drop_command(label: str) -> None:
        """Drop the set that carries LABEL, with its keys."""
        drop(factory(), label, even_published=demonstration())

    add_upkeep(group, factory)
    return group


def _dates(options: dict[str, Any]) -> Declared:
    return declared(options["order"], options["pivot"], serials=options["serials"])


def _handed_over(
    path: Path, command: str, folder: Folder, options: dict[str, Any], *, as_json: bool
) -> HandedOver:
    try:
        return handed_over(path, command, folder, clock.now(), options)
    except OSError as problem:
        refuse(not_written(problem), as_json=as_json)
