"""Correcting the facts of a case: each form shows a group of them, and asks why they change."""

from __future__ import annotations

from caseflow.cases.correctable import Group
from caseflow.cases.models import Reporting
from caseflow.cases.services.correcting import LONGEST_REASON
from caseflow.cases.services.receiving import LONGEST_TITLE
from caseflow.labels import _
from caseflow.web.forms import (
    BaseForm,
    Choice,
    DateParts,
    Hidden,
    LongText,
    ShortText,
    UncertainDate,
)


class CorrectionForm(BaseForm):
    """What every form that corrects asks besides: why, and of which facts it was drawn."""

    reason = LongText(
        _("Why it is changed"),
        needed=_("Say why it is changed"),
        longest=LONGEST_REASON,
        rows=3,
        hint=_("Sealed with what stood there before. Whoever reads the case sees both."),
    )
    version = Hidden(longest=32)

    def draw(self, group: Group) -> None:
        """Carry the version of what stands there now: what is sent next is meant to replace it."""
        self.version.data = self.version.typed = group.version


class AccountForm(CorrectionForm):
    """The title and the account."""

    title = ShortText(
        _("Short title"),
        needed=_("Enter a short title without names"),
        longest=LONGEST_TITLE,
        hint=_("No names. Colleagues see it in lists."),
    )
    account = LongText(_("What was reported"), needed=False, rows=10)


class ReportForm(CorrectionForm):
    """When and how the report came."""

    received_on = DateParts(
        _("When did the report reach us?"), future=False, hint=_("For example 19 8 2026.")
    )
    channel = Choice(_("How it came"), as_list=True, needed=False)
    reporting = Choice(
        _("Whoever reported it"),
        Reporting,
        needed=False,
        hints={
            Reporting.NAMED: _("May be named to the people who work on the case."),
            Reporting.CONFIDENTIAL: _("Their name is sealed from all but those who must know."),
            Reporting.ANONYMOUS: _("We do not know who it was, and do not try to find out."),
        },
    )


class IncidentForm(CorrectionForm):
    """When and where it is said to have happened."""

    happened = UncertainDate(_("When did it happen?"))
    place = ShortText(_("Where"), needed=False, longest=200)
