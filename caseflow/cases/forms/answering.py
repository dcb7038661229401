"""What was found on an allegation, and what is decided: findings, measures, reasons."""

from __future__ import annotations

from typing import Any

from caseflow.labels import _
from caseflow.reference.entry_lag import hint as late_hint
from caseflow.reference.measures import MOST_TEXT, Measure, ParameterKind
from caseflow.web.edit_forms import EditForm, StandingForm
from caseflow.web.forms import BaseForm, Choice, DateParts, LongText, ShortText, Tick, Ticks

LONGEST_EVIDENCE = 20_000
LONGEST_LATE_REASON = 2_000
LATE = _("Why it is entered late")


class FindingForm(EditForm):
    """The answer of an investigation to one allegation."""

    called = _("Finding")

    outcome = Choice(_("What was found"), as_list=True, needed=_("Say what was found"))
    standard = Choice(
        _("Standard of proof"),
        as_list=True,
        needed=_("Say how sure it is"),
        hint=_("Separation and dismissal need clear and convincing evidence."),
    )
    evidence = LongText(
        _("Evidence it rests on"),
        needed=_("Say what it rests on"),
        longest=LONGEST_EVIDENCE,
        hint=_("Documents, statements, places: so that somebody else can follow it."),
    )
    found_on = DateParts(_("Day of the finding"), future=False)
    late_reason = LongText(LATE, needed=False, longest=LONGEST_LATE_REASON, rows=2)
    authority = Choice(_("Office that found it"), needed=False, as_list=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_reason.hint = late_hint()


class WithdrawForm(BaseForm):
    """Why an investigator takes a finding back."""

    called = _("Taking a finding back")

    reason = LongText(_("Reason"), needed=_("Say why"), longest=2_000, rows=3)


class ReviewForm(FindingForm):
    """What a review makes of a finding."""

    called = _("Review of a finding")

    evidence = LongText(
        _("What the review found"),
        needed=_("Say what the review found"),
        longest=LONGEST_EVIDENCE,
        hint=_("Whether the finding rests on enough, and what follows from it."),
    )
    found_on = DateParts(_("Day of the review"), future=False)
    authority = Choice(_("Office that reviewed it"), needed=False, as_list=True)


class AnswerForm(BaseForm):
    """The final answer to one allegation."""

    outcome = Choice(_("Final finding"), as_list=True, needed=_("Answer every allegation"))
    standard = Choice(_("Standard of proof"), as_list=True, needed=_("Say how sure it is"))


class DecisionForm(StandingForm):
    """What ends a subject's proceeding; it shows the findings that it rests on."""

    called = _("Decision")

    measures = Ticks(_("Measures"), needed=False)
    reasons = LongText(
        _("Reasons"),
        needed=_("Give the reasons: facts, law and proportion"),
        longest=LONGEST_EVIDENCE,
        rows=10,
        hint=_("Which facts are established and how, which rule they break, why this measure."),
    )
    recourse = LongText(
        _("What can be done against it"),
        needed=False,
        longest=4_000,
        rows=3,
        hint=_("Where and until when the subject may contest the decision."),
    )
    authority = Choice(_("Office that decides"), needed=False, as_list=True)
    decided_on = DateParts(_("Day of the decision"), future=False)
    notified_on = DateParts(_("Day on which the subject was told"), needed=False, future=False)
    late_reason = LongText(LATE, needed=False, longest=LONGEST_LATE_REASON, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_reason.hint = late_hint()


def parameter_form(measure: Measure, **options: Any) -> BaseForm:
    """A form of the parameters of one measure; the verb reads what was typed."""
    fields: dict[str, Any] = {}
    for each in measure.parameters:
        if each.kind is ParameterKind.YES_NO:
            fields[each.name] = Tick(each.label)
        else:
            ltr = each.kind is not ParameterKind.TEXT
            fields[each.name] = ShortText(
                each.label,
                needed=False,
                longest=MOST_TEXT,
                direction="ltr" if ltr else "auto",
                hint=_("Not needed.") if each.optional else None,
            )
    kind: type[BaseForm] = type("ParameterForm", (BaseForm,), fields)
    return kind(prefix=f"m-{measure.code}", meta={"csrf": False}, **options)
