"""Moving a case on, classification, merging: small forms of one or two answers."""

from __future__ import annotations

from typing import Any

from caseflow.access.models import Classification
from caseflow.cases.forms.people import DESPITE
from caseflow.cases.models import LinkKind
from caseflow.labels import _
from caseflow.reference.entry_lag import hint as late_hint
from caseflow.web.edit_forms import EditForm, StandingForm
from caseflow.web.forms import BaseForm, Choice, DateParts, Hidden, LongText, ShortText, Ticks

LONGEST_REASON = 2_000
LONGEST_REFERENCE = 40


def happened_on() -> DateParts:
    """The field for the day on which a step was taken; the form that has it starts with today."""
    return DateParts(
        _("Day on which it happened"),
        future=False,
        hint=_("Days are counted from this day, also where it is entered later."),
    )


class MoveForm(StandingForm):
    """A move that asks for no reason, unless it was made long ago; one may be given."""

    called = _("A step of a case")

    happened_on = happened_on()
    reason = LongText(
        _("Reason"),
        needed=False,
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Sealed with the move."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.hint = _("Sealed with the move. %(when)s", when=late_hint())


class ReasonedMoveForm(StandingForm):
    """A move that asks for a reason."""

    called = _("A step of a case")

    happened_on = happened_on()
    reason = LongText(
        _("Reason"),
        needed=_("Say why"),
        longest=LONGEST_REASON,
        rows=4,
        hint=_("Sealed with the move. Whoever reads the case later sees it."),
    )


class AllegationForm(BaseForm):
    """A kind of conduct and who is accused of it."""

    called = _("Allegation")

    conduct = Choice(_("Kind of conduct"), as_list=True, needed=_("Choose what is alleged"))
    subjects = Ticks(_("Alleged against"), needed=_("Choose who is accused of it"))


class ClassifyForm(EditForm):
    """How far a case may travel."""

    called = _("Classification")

    classification = Choice(
        _("Classification"), Classification, needed=_("Choose a classification")
    )
    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)


class MergeForm(BaseForm):
    """The case that work goes on in."""

    called = _("Merging two cases")

    reference = ShortText(
        _("Reference of the case that remains"),
        needed=_("Enter the reference of the other case"),
        longest=LONGEST_REFERENCE,
        direction="ltr",
        autocomplete="off",
    )
    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)
    same = Ticks(
        _("The same person in both cases"),
        needed=False,
        hint=_("Their allegations are joined. Whoever is not ticked becomes one more subject."),
    )
    despite = Ticks(DESPITE, needed=False)
    asked = Hidden(longest=LONGEST_REFERENCE)


class LinkForm(BaseForm):
    """Another case that belongs to this one."""

    called = _("Another case that belongs to it")

    reference = ShortText(
        _("Reference of the other case"),
        needed=_("Enter the reference of the other case"),
        longest=LONGEST_REFERENCE,
        direction="ltr",
        autocomplete="off",
    )
    kind = Choice(_("How they belong together"), LinkKind, needed=_("Say how they belong together"))


class UntieForm(BaseForm):
    """Why two cases do not belong together."""

    called = _("Undoing a tie or a merge")

    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)


class OutsideForm(BaseForm):
    """A case that one cannot see and knows the reference of."""

    reference = ShortText(
        _("Reference of the case"),
        needed=_("Enter the whole reference"),
        longest=LONGEST_REFERENCE,
        direction="ltr",
        autocomplete="off",
        hint=_("Exactly as it is written, for example NORTH-2026-12345."),
    )


class JoinForm(OutsideForm):
    """A request to be let in."""

    called = _("Asking to be let in")

    reason = LongText(
        _("Why you need to know"),
        needed=_("Say why you need to know"),
        longest=LONGEST_REASON,
        rows=4,
    )


class BreakGlassForm(OutsideForm):
    """An emergency in which nobody can be waited for."""

    called = _("Opening in an emergency")

    reason = LongText(
        _("What the emergency is"),
        needed=_("Say what the emergency is"),
        longest=LONGEST_REASON,
        rows=4,
        hint=_("Its owner reads it, and so does whoever reviews this afterwards."),
    )
