"""Correcting the facts of a case: each form shows a group of them, and asks why they change."""

from __future__ import annotations

from typing import Any

from caseflow.cases.forms.answering import LATE
from caseflow.cases.forms.people import WhoForm
from caseflow.cases.models import Reporting
from caseflow.cases.records.correctable import Group
from caseflow.cases.services.correcting import LONGEST_REASON
from caseflow.cases.services.receiving import LONGEST_TITLE
from caseflow.facts.genders import Gender
from caseflow.labels import _
from caseflow.reference.entry_lag import hint as late_hint
from caseflow.web.choicefields import Option
from caseflow.web.forms import (
    BaseForm,
    Choice,
    DateParts,
    Hidden,
    LongText,
    Number,
    ShortText,
    Tick,
    UncertainDate,
)
from caseflow.web.texts import tidy

LINES = frozenset({"description"})
OLD_WORDS = frozenset({"date_of_birth", "nationality", "gender", "id_number"})
"""Facts that an earlier release kept as they were typed."""


class CorrectionForm(BaseForm):
    """What every form that corrects asks besides: why, and of which facts it was drawn."""

    reason = LongText(
        _("Why it is changed"),
        needed=_("Say why it is changed"),
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Sealed with what stood there before. Whoever reads the case sees both."),
    )
    version = Hidden(longest=32)

    def draw(self, group: Group) -> None:
        """Carry the version of what stands there now: what is sent next is meant to replace it."""
        self.version.carry(group.version)


class CorrectPersonForm(CorrectionForm, WhoForm):
    """What is said of a person. What stands there from before is not asked to be written anew."""

    called = _("Correction of a person")

    how_many = Number(_("How many people"), least=1, most=10_000, needed=False)

    def __init__(self, *args: Any, before: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        del self.user
        for name in {"name", "other_names", "how_many"} - set(before.values):
            del self[name]

    def offer_old_words(self) -> None:
        """Offer the gender as it was written before, where it is none of the list."""
        written = self.before["gender"]
        if self.gender.sent is None and written and written not in set(Gender):
            words = _("as written before: %(text)s", text=written)
            self.gender.options = [Option(written, words, written), *self.gender.options]

    def said(self) -> dict[str, str]:
        """What was typed, as the texts of the group, but for the unit."""
        before = self.before
        kept = {name: self._text(name) for name in before.values if name != "unit"}
        return {
            name: before[name] if text == tidy(before[name], lines=name in LINES) else text
            for name, text in kept.items()
        }

    def _text(self, name: str) -> str:
        data = self[name].data
        return "" if data is None else str(int(data) if name == "how_many" else data)

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field; what was left as it stands is right, readable or not."""
        super().validate(extra_validators)
        for name in OLD_WORDS:
            field, before = self[name], self.before[name]
            left = getattr(field, "typed", None) or getattr(field, "written", "") or field.data
            if field.errors and before and str(left) == before:
                field.errors, field.data = [], before
        return not self.errors


class CorrectAllegationForm(CorrectionForm):
    """Which kind of conduct is alleged."""

    called = _("Correction of an allegation")

    conduct = Choice(_("Kind of conduct"), as_list=True, needed=_("Choose what is alleged"))


class AccountForm(CorrectionForm):
    """The title and the account."""

    called = _("Correction of title and account")

    title = ShortText(
        _("Short title"),
        needed=_("Enter a short title without names"),
        longest=LONGEST_TITLE,
        hint=_("No names. Colleagues see it in lists."),
    )
    account = LongText(_("What was reported"), needed=False, rows=10)


class ReportForm(CorrectionForm):
    """When and how the report came."""

    called = _("Correction of the report")

    received_on = DateParts(
        _("When did the report reach us?"), future=False, hint=_("For example 19 8 2026.")
    )
    channel = Choice(_("How it came"), as_list=True, needed=False)
    reporting = Choice(
        _("Whoever reported it"),
        Reporting,
        needed=False,
        hints={
            Reporting.NAMED: _("May be named to the people who work on the case."),
            Reporting.CONFIDENTIAL: _("Their name is sealed from all but those who must know."),
            Reporting.ANONYMOUS: _("We do not know who it was, and do not try to find out."),
        },
    )


class OccurrenceForm(CorrectionForm):
    """When and where it is said to have happened."""

    called = _("Correction of when it happened")
    drafted_as = "IncidentForm"

    happened = UncertainDate(_("When did it happen?"))
    place = ShortText(_("Where"), needed=False, longest=200)


class DayForm(CorrectionForm):
    """On which day a step happened."""

    called = _("Correction of a day")

    day = DateParts(_("Day on which it happened"), future=False)


class ToldForm(BaseForm):
    """On which day a subject was told of a decision."""

    called = _("Day on which a subject was told")

    on = DateParts(_("Day on which the subject was told"), future=False)
    late_reason = LongText(LATE, needed=False, longest=LONGEST_REASON, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_reason.hint = late_hint()


class CorrectToldForm(CorrectionForm):
    """On which other day a subject was told, or that they were not."""

    called = _("Correction of the day on which a subject was told")

    on = DateParts(_("Day on which the subject was told"), needed=False, future=False)
    taken_back = Tick(_("The subject was not told yet"))

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field; there is a day, or it is taken back."""
        super().validate(extra_validators)
        if self.taken_back.data:
            self.on.errors = []
        elif not self.on.errors and self.on.data is None:
            self.refuse_at("on", _("Enter the day, or say that the subject was not told yet."))
        return not self.errors
