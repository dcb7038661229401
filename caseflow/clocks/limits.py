"""Limits as data: what starts one, how long it is, what stops it, how far it may be extended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseflow.errors import NotReady
from caseflow.labels import Labelled, Text, _
from caseflow.packs import Part, part_of


class Unit(Labelled):
    """What a limit is counted in."""

    WORKING_DAYS = "working_days", _("Working days")
    DAYS = "days", _("Calendar days")
    MONTHS = "months", _("Months")


class LimitKind(Labelled):
    """How much a limit binds, and whom: shown beside every day it names."""

    RULE = "rule", _("Rule")
    AGREEMENT = "agreement", _("Agreement")
    GUIDELINE = "guideline", _("Guideline")
    PRACTICE = "practice", _("Practice")
    TARGET = "target", _("Target, no duty")
    HOUSE = "house", _("House figure, no rule")


@dataclass(frozen=True, kw_only=True)
class Extending:
    """How far a limit may be extended: `times` (None: as often as needed), each by at most so much.

    `amount` None means that each extension says how long it is; `unit` counts them.
    """

    times: int | None
    amount: int | None
    unit: Unit


@dataclass(frozen=True)
class Extension:
    """A decision to lengthen a running limit."""

    amount: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A rule of time: `amount` of `unit` from the day of `anchor`, which itself does not count.

    `until` names what ends it; `stops` the grounds on which it may stand still; `rolls` says that
    a last day on which nobody works moves to the next working day; `extending` is None where the
    limit cannot be extended; `kind` says how much it binds, `source` where it comes from.
    """

    name: str
    label: Text
    anchor: str
    until: str
    amount: int
    unit: Unit
    stops: frozenset[str] = frozenset()
    rolls: bool = False
    extending: Extending | None = None
    kind: LimitKind = LimitKind.HOUSE
    source: str | None = None

    @property
    def basis(self) -> Text:
        """Its kind, and where it comes from if that is known."""
        if not self.source:
            return self.kind.label
        return _("%(kind)s: %(source)s", kind=self.kind.label, source=self.source)

    def check_extension(self, given: Iterable[Extension], asked: Extension) -> None:
        """Raise NotReady with a sentence when this limit cannot be extended like that."""
        rule = self.extending
        if rule is None:
            raise NotReady(_("This time limit cannot be extended."))
        if rule.times is not None and len(tuple(given)) >= rule.times:
            raise NotReady(_("This time limit cannot be extended again."))
        if asked.unit is not rule.unit:
            raise NotReady(
                _("An extension of this time limit is counted in %(unit)s.", unit=rule.unit.label),
                field="unit",
            )
        if asked.amount < 1:
            raise NotReady(_("Enter a number of at least 1."), field="amount")
        if rule.amount is not None and asked.amount > rule.amount:
            words = _(
                "“%(limit)s” can be extended by %(most)s %(unit)s at a time, not by more.",
                limit=self.label,
                most=rule.amount,
                unit=rule.unit.label,
            )
            raise NotReady(words, field="amount")


def load_limits(source: Part | Path | Mapping[str, Any]) -> dict[str, Limit]:
    """The limits of a data file, by name, in its order. Raises PackError naming file and key."""
    part = part_of(source)
    limits = {name: _limit(name, table) for name, table in part.parts()}
    part.done()
    return limits


def _limit(name: str, table: Part) -> Limit:
    unit = table.choice("unit", Unit)
    limit = Limit(
        name=name,
        label=table.words("label"),
        anchor=table.text("anchor"),
        until=table.text("until"),
        amount=table.number("amount", least=1, most=36_500),
        unit=unit,
        stops=frozenset(table.codes("stops")),
        rolls=table.flag("rolls"),
        extending=_extending(table, unit),
        kind=table.choice("kind", LimitKind, LimitKind.HOUSE),
        source=table.maybe_text("source"),
    )
    table.done()
    return limit


def _extending(table: Part, unit: Unit) -> Extending | None:
    inner = table.maybe_part("extending")
    if inner is None:
        return None
    rule = Extending(
        times=inner.maybe_number("times", least=1),
        amount=inner.maybe_number("amount", least=1, most=36_500),
        unit=inner.choice("unit", Unit, unit),
    )
    inner.done()
    return rule
