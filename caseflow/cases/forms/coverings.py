"""Covering words of a case: one asks why, a second one decides, and few open them for a reason."""

from __future__ import annotations

from caseflow.cases.services.correcting import LONGEST_REASON
from caseflow.labels import _
from caseflow.web.forms import BaseForm, LongText


class AskToCoverForm(BaseForm):
    """Why words should never have stood there."""

    called = _("Asking to cover words")

    reason = LongText(
        _("Why it should never have stood there"),
        needed=_("Say why it should never have stood there"),
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Without the words themselves: whoever reads the case reads this."),
    )


class CoverForm(BaseForm):
    """The second person agrees; nothing is asked."""


class LeaveForm(BaseForm):
    """Why the words stay."""

    called = _("Leaving words as they are")

    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)


class OpenForm(BaseForm):
    """Why somebody has to know."""

    called = _("Why covered words are opened")

    reason = LongText(
        _("Why you need to know"),
        needed=_("Say in a few words why you need to know."),
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Recorded with your name and the time."),
    )
