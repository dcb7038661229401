"""Measures a decision may impose, and the parameters each asks for (Staff Rule 10.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import combinations

from caseflow.errors import NotReady
from caseflow.labels import Labelled, Text, _
from caseflow.packs import Part
from caseflow.reference.lists import Group, standards_of_proof
from caseflow.reference.terms import Term, Vocabulary, common, vocabulary

MOST_TEXT = 200
MOST_MONEY = Decimal(10) ** 12
Value = int | bool | str


class MeasureKind(Labelled):
    """What a measure is in law."""

    DISCIPLINARY = "disciplinary", _("Disciplinary measure")
    ADMINISTRATIVE = "administrative", _("Administrative measure, not disciplinary")
    MANAGERIAL = "managerial", _("Managerial action")
    SERVICE = "service", _("End of service or of deployment")


class ParameterKind(Labelled):
    """What may be typed for a parameter."""

    INTEGER = "integer", _("Whole number")
    MONTHS = "months", _("Number of months")
    MONEY = "money", _("Amount of money")
    YES_NO = "yes_no", _("Yes or no")
    TEXT = "text", _("Short text")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One thing to say about a measure, such as how many steps are lost."""

    name: str
    label: Text
    kind: ParameterKind
    least: int | None = None
    most: int | None = None
    optional: bool = False

    def read(self, typed: str | None) -> Value | None:
        """What was typed, as a value; money as text in cents' precision.

        Raises NotReady at this parameter's field with a sentence.
        """
        text = (typed or "").strip()
        if not text:
            if self.optional or self.kind is ParameterKind.YES_NO:
                return False if self.kind is ParameterKind.YES_NO else None
            raise self._wrong(_("Fill in: %(label)s.", label=self.label))
        match self.kind:
            case ParameterKind.INTEGER | ParameterKind.MONTHS:
                return self._whole(text)
            case ParameterKind.MONEY:
                return self._money(text)
            case ParameterKind.YES_NO:
                return text.lower() in {"y", "yes", "true", "on", "1"}
            case ParameterKind.TEXT:
                return self._text(text)

    def _wrong(self, sentence: Text) -> NotReady:
        return NotReady(sentence, field=self.name)

    def _whole(self, text: str) -> int:
        if not text.isdecimal() or len(text) > 9:
            raise self._wrong(_("Enter a whole number."))
        value = int(text)
        least, most = self.least or 0, self.most or 10**9
        if not least <= value <= most:
            raise self._wrong(
                _("Enter a number from %(least)s to %(most)s.", least=least, most=most)
            )
        return value

    def _money(self, text: str) -> str:
        try:
            value = Decimal(text.replace(" ", "").replace(",", "")) if len(text) <= 30 else None
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite() or not 0 <= value < MOST_MONEY:
            raise self._wrong(_("Enter an amount, such as 1250.00."))
        return str(value.quantize(Decimal("0.01")))

    def _text(self, text: str) -> str:
        if len(text) > MOST_TEXT:
            raise self._wrong(_("Use at most %(most)s characters.", most=MOST_TEXT))
        if not text.isprintable():
            raise self._wrong(_("Remove the characters that cannot be printed."))
        return text


@dataclass(frozen=True, kw_only=True)
class Measure(Term):
    """A measure; `standard` is the least standard of proof it takes, None where there is none.

    `groups` are the personnel it may be imposed on; measures of the Staff Rules are for staff.
    `ends_service` marks the end of the appointment, `needs_service` what makes sense only while it
    lasts, `excludes` other measures that cannot stand beside this one in a decision. What leads to
    the screening register stands in `register_rules`.
    """

    kind: MeasureKind
    rule: str | None
    standard: str | None
    ends_service: bool
    needs_service: bool
    excludes: frozenset[str]
    groups: frozenset[Group]
    parameters: tuple[Parameter, ...]

    def proven_by(self, standard: str | None) -> bool:
        """Whether a finding to this standard of proof is enough for the measure."""
        if self.standard is None:
            return True
        known = standards_of_proof()
        reached = known.get(standard)
        return reached is not None and reached.strength >= known[self.standard].strength

    def bars(self, other: Measure) -> bool:
        """Whether the other measure cannot stand beside this one in a decision, by its own word."""
        ends = other.ends_service or other.needs_service
        return other.code in self.excludes or (self.ends_service and ends)

    def read_parameters(self, typed: Mapping[str, str | None]) -> dict[str, Value]:
        """The parameters as values; empty optional ones are left out. Raises NotReady."""
        values = {each.name: each.read(typed.get(each.name)) for each in self.parameters}
        return {name: value for name, value in values.items() if value is not None}


def measures() -> Vocabulary[Measure]:
    """Every measure, in the order of the rules."""
    return vocabulary("measures", _measure)


def check_together(chosen: Sequence[Measure]) -> None:
    """Raise NotReady, at the field `measures`, for two measures that exclude each other.

    An appointment ends once, and nothing is changed in one that ends (Staff Rule 10.2(a)).
    """
    for one, two in combinations(chosen, 2):
        if one.bars(two) or two.bars(one):
            sentence = _(
                "“%(one)s” and “%(two)s” exclude each other: choose one of the two.",
                one=one.label,
                two=two.label,
            )
            raise NotReady(sentence, field="measures")


def measures_for(group: Group, *, on: date) -> list[Measure]:
    """What may be imposed on people of this group on a day; nothing where it is not known."""
    if group is Group.UNKNOWN:
        return []
    return [each for each in measures() if each.in_use(on) and group in each.groups]


def _measure(code: str, table: Part) -> Measure:
    kind = table.choice("kind", MeasureKind)
    rule = table.maybe_text("rule")
    standard = table.maybe_text("standard")
    if standard is not None and standard not in standards_of_proof():
        raise table.wrong("standard", f"there is no standard of proof {standard}")
    table.flag("register")  # a key of earlier releases: `register_rules` says it now
    return Measure(
        **common(code, table),
        kind=kind,
        rule=rule,
        standard=standard,
        ends_service=table.flag("ends_service"),
        needs_service=table.flag("needs_service"),
        excludes=frozenset(table.codes("excludes")),
        groups=_groups(table, of_the_staff_rules=kind is MeasureKind.DISCIPLINARY or bool(rule)),
        parameters=tuple(_parameter(name, inner) for name, inner in table.parts("parameters")),
    )


def _groups(table: Part, *, of_the_staff_rules: bool) -> frozenset[Group]:
    named = table.codes("groups")
    if not named:
        return frozenset({Group.STAFF} if of_the_staff_rules else Group)
    known = {group.value: group for group in Group}
    for name in named:
        if name not in known:
            raise table.wrong("groups", f"{name!r} is none of {', '.join(known)}")
    return frozenset(known[name] for name in named)


def _parameter(name: str, table: Part) -> Parameter:
    parameter = Parameter(
        name=name,
        label=table.words("label"),
        kind=table.choice("kind", ParameterKind),
        least=table.maybe_number("least"),
        most=table.maybe_number("most"),
        optional=table.flag("optional"),
    )
    table.done()
    return parameter
