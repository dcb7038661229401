"""Withdrawing what was entered by mistake, and taking that back: each asks why."""

from __future__ import annotations

from caseflow.cases.forms.people import DESPITE
from caseflow.cases.services.correcting import LONGEST_REASON
from caseflow.labels import _
from caseflow.web.forms import BaseForm, LongText, Ticks

READ_BY = _("Sealed. Whoever reads the case sees it.")


class WithdrawEntryForm(BaseForm):
    """Why a person was named by mistake."""

    called = _("Withdrawal of something entered by mistake")

    reason = LongText(
        _("Why it is withdrawn"),
        needed=_("Say why it is withdrawn"),
        longest=LONGEST_REASON,
        rows=3,
        hint=READ_BY,
    )


class WithdrawAllegationForm(WithdrawEntryForm):
    """Against whom something is not alleged after all."""

    subjects = Ticks(_("Who is not accused of it"), needed=_("Choose who is not accused of it"))


class TakeBackForm(BaseForm):
    """Why what was withdrawn counts again, and whom it may keep out."""

    called = _("Taking a withdrawal back")

    reason = LongText(
        _("Why it counts again"),
        needed=_("Say why it counts again"),
        longest=LONGEST_REASON,
        rows=3,
        hint=READ_BY,
    )
    despite = Ticks(
        DESPITE,
        needed=False,
        hint=_(
            "Nothing is saved yet. Hand the case over first. Or tick the colleague here and send"
            " again: they are kept out, and somebody else decides whether it is the same person."
        ),
    )
