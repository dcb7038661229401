"""Naming somebody in a case, or saying that nobody knows who it was."""

from __future__ import annotations

from typing import Any

from caseflow.cases.models import Part
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.records.making import LONGEST_NAME, LONGEST_SHORT
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.labels import Labelled, _
from caseflow.names.letters import has_letter
from caseflow.web.forms import (
    BaseForm,
    BirthDate,
    Choice,
    GenderChoice,
    Hidden,
    IdNumbers,
    LongText,
    Nationalities,
    Number,
    OtherNames,
    PersonName,
    ShortText,
    Ticks,
)

DESPITE = _("Keep this person out until somebody else decides")


class Known(Labelled):
    """Whether the person is identified."""

    YES = "yes", _("Identified")
    NO = "no", _("Not identified")


class WhoForm(BaseForm):
    """What may be said of a person; only what is known is asked for."""

    called = _("Somebody in a case")

    name = ShortText(
        _("Name"),
        needed=False,
        longest=LONGEST_NAME,
        autocomplete="off",
        hint=_("As it is written in their papers."),
    )
    other_names = OtherNames()
    personnel_category = Choice(_("Category"), needed=False, as_list=True)
    rank_band = Choice(_("How senior"), needed=False, as_list=True)
    rank = ShortText(_("Exact grade or rank"), needed=False, longest=LONGEST_SHORT)
    unit = Choice(
        _("Unit or office"),
        needed=False,
        as_list=True,
        hint=_("From the entity’s list. If it is not there, write it into the description."),
    )
    date_of_birth = BirthDate(_("Date of birth"), needed=False)
    nationality = Nationalities(_("Nationality"))
    gender = GenderChoice(_("Gender"))
    id_number = IdNumbers(_("Staff or identity number"), longest=80)
    description = LongText(
        _("What else helps to tell who it is"), needed=False, longest=2_000, rows=3
    )
    user = Choice(
        _("Works with CaseFlow as"),
        needed=False,
        as_list=True,
        hint=_("Whoever is chosen is kept out of this case at once."),
    )

    despite = Ticks(
        DESPITE,
        needed=False,
        hint=_(
            "Nothing is saved yet. Correct the name, or hand the case over first. Or tick the"
            " colleague here and send again: they are kept out, and somebody else decides whether"
            " it is the same person."
        ),
    )

    def facts(self) -> dict[str, Any]:
        """The answers as an entry takes them."""
        names = ("name", "other_names", "rank", "date_of_birth", "nationality", "id_number")
        said = {name: self[name].data or "" for name in names}
        return {
            **said,
            "gender": self.gender.kept,
            "description": self.description.data or "",
            "personnel_category": str(self.personnel_category.data or "") or None,
            "rank_band": str(self.rank_band.data or "") or None,
            "unit_id": self.unit.chosen_id,
        }


class CategoryForm(BaseForm):
    """The category of personnel of one subject."""

    called = _("Category of a subject")

    personnel_category = Choice(
        _("Category"), as_list=True, needed=_("Choose the category of personnel")
    )
    before = Hidden(longest=40)


class PersonForm(WhoForm):
    """A subject, a witness or another person of a case."""

    called = _("Somebody in a case")

    part = Choice(
        _("Part in the case"),
        (Part.SUBJECT, Part.WITNESS, Part.REPORTER, Part.COUNSEL),
        columns="two",
        needed=_("Say what part this person has"),
    )
    known = Choice(
        _("Is the person identified?"),
        Known,
        columns="two",
        needed=_("Say whether the person is identified"),
    )
    how_many = Number(
        _("How many people"),
        least=1,
        most=10_000,
        needed=False,
        hint=_("Only where nobody is identified. Leave it empty when it is not known."),
    )

    def entry(self) -> PersonEntry:
        """What was typed, for the verb."""
        identified = self.known.data is Known.YES
        facts = self.facts()
        if not identified:
            facts["name"] = facts["other_names"] = ""
        return PersonEntry(
            part=Part(str(self.part.data)),
            identified=identified,
            how_many=None if identified or self.how_many.data is None else int(self.how_many.data),
            user_id=self.user.chosen_id if identified else None,
            **facts,
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Check what the parts ask of each other besides each field."""
        right = super().validate(extra_validators)
        name = self.name.data or ""
        named = has_letter(name) and not names_nobody(name)
        if self.known.data is Known.YES and not named and not self.name.errors:
            self.refuse_at("name", _("Enter the name, or say that the person is not identified"))
        unknown = self.known.data is Known.NO
        if unknown and self.part.data not in (None, Part.SUBJECT):
            self.refuse_at("known", _("Only subjects can be unidentified"))
        return right and not self.errors


class IdentifyForm(WhoForm):
    """Who an unidentified subject is."""

    called = _("Who somebody is")

    name = PersonName(
        _("Name"),
        needed=_("Enter the name of the subject"),
        longest=LONGEST_NAME,
        hint=_("As it is written in their papers."),
    )

    def entry(self) -> PersonEntry:
        """What was typed, for the verb."""
        return PersonEntry(
            part=Part.SUBJECT,
            identified=True,
            user_id=self.user.chosen_id,
            **self.facts(),
        )
