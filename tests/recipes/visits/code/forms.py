"""What may be typed about visits."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.web.forms import BaseForm, LongText


class VisitForm(BaseForm):
    """What was heard on a visit."""

    words = LongText(_("What was heard"), needed=_("Write what was heard"), longest=2_000)
