"""Options of commands by which somebody declares how a file writes dates and genders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from caseflow.facts.dates import Declared, Order

Command = TypeVar("Command", bound=Callable[..., Any])


def dates_declared(command: Command) -> Command:
    """Add the options; their values arrive as `order`, `pivot` and `serials`."""
    for option in (
        click.option(
            "--serial-dates",
            "serials",
            is_flag=True,
            help="A number in place of a date is the day of a spreadsheet, counted from 1900.",
        ),
        click.option(
            "--pivot",
            type=click.IntRange(0, 99),
            help="The last year of two digits that is of this century; later ones are of the last.",
        ),
        click.option(
            "--dates",
            "order",
            type=click.Choice([each.value for each in Order]),
            help="What comes first in dates such as 07/08/1984; without it they are not read.",
        ),
    ):
        command = option(command)
    return command


genders_declared = click.option(
    "--iso-5218",
    is_flag=True,
    help="A gender of 1 is male and of 2 female; 0 and 9 say nothing. Else no number is read.",
)
"""Adds the option; its value arrives as `iso_5218`."""


def declared(order: str | None, pivot: int | None, *, serials: bool) -> Declared:
    """What was declared."""
    return Declared(Order(order) if order else None, pivot, serials)
