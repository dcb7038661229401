"""What is done with notices, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class NoticeAct(Act):
    """What is done with notices."""

    SENT = "notice:sent", _("Sent a notice")
