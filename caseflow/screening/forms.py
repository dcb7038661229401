"""What recruiters and registry officers may type."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms.validators import ValidationError

from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import Labelled, _
from caseflow.reference.entry_lag import hint as late_hint
from caseflow.screening.models import JudgementVerdict, Purpose
from caseflow.web.edit_forms import EditForm, StandingForm
from caseflow.web.forms import (
    BaseForm,
    BirthDate,
    Choice,
    DateParts,
    GenderChoice,
    Hidden,
    IdNumbers,
    LongText,
    Nationalities,
    Number,
    OtherNames,
    PersonName,
    ShortText,
    Tick,
)


def says_something(_form: object, field: ShortText) -> None:
    """Refuse a word for nothing where an answer is needed."""
    if says_nothing(field.data or ""):
        raise ValidationError(_("Say it in other words: this says nothing"))


class LookUpForm(BaseForm):
    """A candidate, and why they are looked up."""

    called = _("Look-up of a candidate")

    name = PersonName(_("Full name"), longest=300, hint=_("As in the passport, in any script."))
    other_names = OtherNames()
    date_of_birth = BirthDate(_("Date of birth"), needed=False)
    nationality = Nationalities(_("Nationality"))
    gender = GenderChoice(_("Gender"))
    id_number = IdNumbers(_("Passport or staff number"))
    purpose = Choice(_("Purpose"), Purpose, as_list=True)
    vacancy = ShortText(_("Vacancy"), longest=80, direction="ltr", validators=[says_something])
    agreed = Tick(
        _("The candidate has agreed in writing to this check"),
        needed=_("Tick that the candidate has agreed: without it the register is not asked"),
        hint=_("Without consent the register is not asked."),
    )
    nothing_more = Tick(
        _("Nothing more can be found out about the candidate"),
        hint=_("A name alone then goes to the registry, which decides."),
    )


class ProposeForm(BaseForm):
    """Somebody to be listed on a decision made elsewhere."""

    called = _("Proposal for the register")

    name = PersonName(_("Full name"), longest=300)
    aliases = OtherNames()
    date_of_birth = BirthDate(_("Date of birth"), needed=False)
    nationality = Nationalities(_("Nationality"))
    gender = GenderChoice(_("Gender"))
    id_number = IdNumbers(_("Passport or staff number"))
    entity = Choice(_("Entity"), as_list=True)
    category = Choice(_("Kind of conduct that was proven"), as_list=True)
    standard = Choice(_("Standard of proof"), as_list=True)
    measure = Choice(
        _("Measure"),
        as_list=True,
        hint=_("Imposed, or warranted where the person had left."),
    )
    personnel_category = Choice(_("Category of the person"), as_list=True)
    ground = LongText(
        _("Ground"),
        longest=2000,
        rows=3,
        hint=_("Which final decision, of whom, of what day. No story."),
    )


class NoticeForm(StandingForm):
    """That the subject was told."""

    called = _("Notice to a listed person")

    on = DateParts(_("Day of the notice"), future=False)
    words = LongText(_("How the subject was told, and what they answered"), longest=5000, rows=4)
    late_reason = LongText(_("Why it is entered late"), needed=False, longest=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_reason.hint = late_hint()


class ConfirmForm(StandingForm):
    """Nothing to fill in: what the entry rests on stands beside it."""


class ConfirmWithdrawalForm(BaseForm):
    """Which request is confirmed: when it was asked."""

    asked = Hidden(longest=40)

    @property
    def asked_at(self) -> datetime | None:
        """The moment, or None where it is none."""
        try:
            return datetime.fromisoformat(self.asked.data or "")
        except ValueError:
            return None


class WithdrawForm(StandingForm):
    """Why an entry leaves the register, or holds again."""

    called = _("A step of an entry")

    reason = LongText(_("Reason"), longest=2000, rows=3)


class Dealing(Labelled):
    """What an officer does with what a case says now of a listed person."""

    TAKE_OVER = "take-over", _("Take over what the case says now")
    LEAVE = "leave", _("Leave the entry as it is")


class CorrectedForm(ConfirmWithdrawalForm):
    """What is done with what a case says now, and why; `asked` is when that was noted."""

    called = _("What a case says now of a listed person")

    dealing = Choice(_("What is right?"), Dealing, needed=_("Say what is right"))
    reason = LongText(_("Reason"), longest=2000, rows=3)


class JudgeForm(BaseForm):
    """What an officer makes of a possible match."""

    called = _("Judgement of a possible match")

    verdict = Choice(
        _("Your judgement"),
        JudgementVerdict,
        columns="three",
        hints={
            JudgementVerdict.SAME: _("A second officer must agree."),
            JudgementVerdict.DIFFERENT: _("Two people who look alike on paper."),
            JudgementVerdict.UNSURE: _("Say what is missing."),
        },
    )
    reason = LongText(_("Reason, in words a review can follow"), longest=5000, rows=4)


class GoOnForm(BaseForm):
    """Why a candidate may go on of whom too little is known."""

    called = _("Letting a candidate go on")

    reason = LongText(_("Reason, in words a review can follow"), longest=5000, rows=4)


class ThresholdsForm(EditForm):
    """From which likeness on a candidate is referred, and strongly so."""

    called = _("Thresholds")

    refer_from = Number(
        _("Refer from"), places=4, most=1, hint=_("A likeness between 0 and 1, such as 0.25.")
    )
    strong_from = Number(_("Strong from"), places=4, most=1)
    reason = LongText(
        _("Reason"), needed=False, longest=500, rows=2, hint=_("Needed for a proposal.")
    )
    only_try = Tick(_("Try it on the judged pairs"))
