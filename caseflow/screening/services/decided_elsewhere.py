"""A decision of another office, on which an entry is proposed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseflow.errors import NotReady
from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import _
from caseflow.reference.lists import (
    finding_outcomes,
    personnel_categories,
    standards_of_proof,
)
from caseflow.reference.measures import measures
from caseflow.reference.register_rules import Lacking, what_is_lacking
from caseflow.reference.taxonomy import taxonomy

LACKING = {
    Lacking.MEASURE: ("measure", _("This measure brings nobody into the register.")),
    Lacking.CONDUCT: (
        "category",
        _("Such conduct brings nobody into the register with this measure."),
    ),
    Lacking.PERSON: (
        "personnel_category",
        _("This measure brings nobody of this category into the register."),
    ),
    Lacking.STANDARD: (
        "standard",
        _("Nobody comes into the register with this measure on so low a standard of proof."),
    ),
}
"""At which field of the form each is said."""


@dataclass(frozen=True, kw_only=True)
class DecidedElsewhere:
    """What was decided: the conduct that was proven, how surely, of whom, and what it led to.

    `ground` says in words which decision it is.
    """

    ground: str
    conduct: str
    standard: str
    measure: str
    personnel_category: str

    def check(self, on: date) -> None:
        """Raise NotReady, at the field, for what the table of rules does not list anybody for."""
        if not self.ground.strip() or says_nothing(self.ground):
            raise NotReady(_("Say on which decision the entry rests."), field="ground")
        taxonomy(on).chosen(self.conduct, field="category", on=on)
        standards_of_proof().chosen(self.standard, field="standard", on=on)
        measures().chosen(self.measure, field="measure", on=on)
        people = personnel_categories()
        people.chosen(self.personnel_category, field="personnel_category", on=on)
        lacking = what_is_lacking(
            self.conduct,
            standard=self.standard,
            measure=self.measure,
            personnel_category=self.personnel_category,
        )
        if lacking is not None:
            field, sentence = LACKING[lacking]
            raise NotReady(sentence, field=field)

    def dossier(self) -> dict[str, object]:
        """What the entry keeps of it, in the form in which a decision made here is frozen."""
        proven = next((each.code for each in finding_outcomes() if each.substantiated), None)
        return {
            "ground": self.ground.strip(),
            "personnel_category": self.personnel_category,
            "measures": [{"measure": self.measure}],
            "allegations": [
                {"type": self.conduct, "finding": proven, "standard": self.standard},
            ],
        }
