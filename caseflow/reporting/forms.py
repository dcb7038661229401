"""The form of the page that tells whether a document is genuine."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.reporting.verifying import LARGEST
from caseflow.web.forms import BaseForm, ShortText, Upload


class VerifyForm(BaseForm):
    """A file, or the number that is printed on it."""

    called = _("Check of a document")

    file = Upload(
        _("The PDF as you received it"),
        needed=False,
        hint=_("It is looked at once and not kept."),
        most_bytes=LARGEST,
    )
    number = ShortText(
        _("Or the export number printed on its pages"),
        needed=False,
        hint=_("For example X-2026-, followed by ten digits."),
        longest=100,
        direction="ltr",
        autocomplete="off",
    )
