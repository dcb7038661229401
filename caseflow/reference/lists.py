"""The product's lists: personnel categories, entity kinds, channels, findings, standards, leave."""

from __future__ import annotations

from dataclasses import dataclass

from caseflow.labels import Labelled, _
from caseflow.packs import Part
from caseflow.reference.terms import Term, Vocabulary, common, plain_term, vocabulary


class Group(Labelled):
    """What figures count a personnel category under."""

    STAFF = "staff", _("Staff")
    AFFILIATED = "affiliated", _("Affiliated personnel")
    UNIFORMED = "uniformed", _("Uniformed personnel")
    OUTSIDE = "outside", _("Not personnel of the organisation")
    UNKNOWN = "unknown", _("Not known")


class Pay(Labelled):
    """What is paid while an interim measure lasts."""

    FULL = "full", _("Full pay")
    PARTIAL = "partial", _("Partial pay")
    NONE = "none", _("No pay")


@dataclass(frozen=True, kw_only=True)
class PersonnelCategory(Term):
    """A legal status, the track its proceedings follow, and who has the power to discipline."""

    group: Group
    track: str
    disciplined_by: str
    uniformed: bool


@dataclass(frozen=True, kw_only=True)
class EntityKind(Term):
    """A kind of entity; `field` where its people serve in the field."""

    field: bool


@dataclass(frozen=True, kw_only=True)
class FindingOutcome(Term):
    """An answer to an allegation; only substantiated ones carry measures."""

    substantiated: bool


@dataclass(frozen=True, kw_only=True)
class StandardOfProof(Term):
    """How sure one must be; a greater strength satisfies a lesser one."""

    strength: int


@dataclass(frozen=True, kw_only=True)
class InterimMeasure(Term):
    """A measure while the matter is open; `review_months` is how long one order may last."""

    pay: Pay
    review_months: int | None


def personnel_categories() -> Vocabulary[PersonnelCategory]:
    """Every legal status a person may have."""
    return vocabulary("personnel_categories", _category)


def rank_bands() -> Vocabulary[Term]:
    """Every band of ranks and grades."""
    return vocabulary("rank_bands", plain_term)


def entity_kinds() -> Vocabulary[EntityKind]:
    """Every kind of entity."""
    return vocabulary("entity_kinds", _entity_kind)


def intake_channels() -> Vocabulary[Term]:
    """Every way a report may reach us."""
    return vocabulary("intake_channels", plain_term)


def finding_outcomes() -> Vocabulary[FindingOutcome]:
    """Every answer to an allegation."""
    return vocabulary("finding_outcomes", _outcome)


def standards_of_proof() -> Vocabulary[StandardOfProof]:
    """Every standard of proof, the weakest first."""
    return vocabulary("standards_of_proof", _standard)


def interim_measures() -> Vocabulary[InterimMeasure]:
    """Every interim measure."""
    return vocabulary("interim_measures", _interim)


def group_of(personnel_category: str | None) -> Group:
    """The group of a personnel category; unknown where there is none, or none such."""
    found = personnel_categories().get(personnel_category)
    return Group.UNKNOWN if found is None else found.group


def substantiated(outcome: str | None) -> bool:
    """Whether this answer to an allegation says that it is proven."""
    found = finding_outcomes().get(outcome)
    return found is not None and found.substantiated


def _category(code: str, table: Part) -> PersonnelCategory:
    return PersonnelCategory(
        **common(code, table),
        group=table.choice("group", Group),
        track=table.text("track"),
        disciplined_by=table.text("disciplined_by"),
        uniformed=table.flag("uniformed"),
    )


def _entity_kind(code: str, table: Part) -> EntityKind:
    return EntityKind(**common(code, table), field=table.flag("field"))


def _outcome(code: str, table: Part) -> FindingOutcome:
    return FindingOutcome(**common(code, table), substantiated=table.flag("substantiated"))


def _standard(code: str, table: Part) -> StandardOfProof:
    return StandardOfProof(**common(code, table), strength=table.number("strength", least=1))


def _interim(code: str, table: Part) -> InterimMeasure:
    return InterimMeasure(
        **common(code, table),
        pay=table.choice("pay", Pay),
        review_months=table.maybe_number("review_months", least=1, most=120),
    )
