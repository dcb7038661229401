"""The day on which a subject left the organisation."""

from __future__ import annotations

from typing import Any

from caseflow.cases.forms.working import LONGEST_REASON
from caseflow.labels import _
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import DateParts, LongText, Tick


class DepartureForm(EditForm):
    """The day of leaving, written down for the first time."""

    called = _("Day of leaving")

    left_on = DateParts(
        _("Day on which this person left"), future=False, hint=_("For example 19 8 2026.")
    )
    reason = LongText(
        _("How it is known"),
        needed=False,
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Sealed. Whoever reads the timeline of the case sees it."),
    )


class ChangedDepartureForm(EditForm):
    """The day of leaving, corrected or taken back."""

    called = _("Correction of a day of leaving")

    left_on = DateParts(_("Day on which this person left"), needed=False, future=False)
    taken_back = Tick(
        _("This person did not leave"), hint=_("Takes the day back. Leave the boxes as they are.")
    )
    reason = LongText(
        _("Why it is changed"), needed=_("Say why it is changed"), longest=LONGEST_REASON, rows=3
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was typed; empty boxes alone do not take the day back."""
        right = super().validate(extra_validators)
        emptied = self.left_on.data is None and not self.left_on.errors
        if emptied and not self.taken_back.data:
            words = _("Enter the day, or tick that this person did not leave.")
            self.refuse_at("left_on", words)
            return False
        return right
