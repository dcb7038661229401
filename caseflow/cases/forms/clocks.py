"""Stopping, restarting and extending the running time limit."""

from __future__ import annotations

from collections.abc import Mapping

from caseflow.cases.forms.working import LONGEST_REASON
from caseflow.labels import Text, _
from caseflow.web.edit_forms import StandingForm
from caseflow.web.forms import BaseForm, Choice, DateParts, LongText, Number


class StopForm(StandingForm):
    """Why and since when the limit stands still."""

    called = _("Stopping a time limit")

    ground = Choice(_("Ground"), as_list=True, needed=_("Choose why it stands still"))
    on = DateParts(_("First day on which it stands still"), future=False)
    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)


class RestartForm(StandingForm):
    """From which day on the limit runs again."""

    called = _("Restarting a time limit")

    on = DateParts(_("First day on which it runs again"), future=False)
    reason = LongText(
        _("Reason"),
        needed=False,
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Kept in the audit trail."),
    )


class ExtendForm(StandingForm):
    """By how much the limit is to be lengthened, and why."""

    called = _("Extending a time limit")

    amount = Number(_("By how much"), least=1, most=36_500, needed=_("Say by how much"))
    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=4)


def extend_form(most: int | None, shows: Mapping[Text, str]) -> ExtendForm:
    """The form of an extension of at most so much at a time; None where no rule says how much.

    It `shows` which limit that is.
    """
    if most is None:
        return ExtendForm(shows=shows)
    amount = Number(_("By how much"), least=1, most=most, needed=_("Say by how much"))
    kind: type[ExtendForm] = type("ExtendForm", (ExtendForm,), {"amount": amount})
    return kind(shows=shows)


class AgreeForm(BaseForm):
    """Agreeing to an extension asks for nothing more."""


class DeclineForm(BaseForm):
    """Why an extension is declined or taken back."""

    called = _("Declining an extension")

    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)
