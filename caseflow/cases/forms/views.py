"""Naming a view of the list."""

from __future__ import annotations

from caseflow.cases.services.saving import LONGEST_NAME
from caseflow.labels import _
from caseflow.web.forms import BaseForm, Hidden, ShortText

LONGEST_FILTERS = 4_000


class SaveViewForm(BaseForm):
    """A name for the filters of an address."""

    called = _("A view of the list")

    name = ShortText(
        _("Name of the view"),
        needed=_("Give the view a short name."),
        longest=LONGEST_NAME,
        hint=_("For example: Fraud in the north."),
    )
    filters = Hidden(longest=LONGEST_FILTERS)
