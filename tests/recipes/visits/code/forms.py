"""What may be typed about visits."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.web.forms import BaseForm, LongText


class ReportForm(BaseForm):
    """To whom a visit was reported."""

    called = _("Report of a visit")

    reason = LongText(_("To whom"), needed=_("Say to whom"), longest=2_000)


class VisitForm(BaseForm):
    """What was heard on a visit."""

    called = _("Visit")

    words = LongText(_("What was heard"), needed=_("Write what was heard"), longest=2_000)
