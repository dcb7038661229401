"""What is done to show the product, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class DemonstrationAct(Act):
    """What is done to show the product."""

    MADE = "demonstration:made", _("Made demonstration data")
