"""What may be done with cases."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class CasePermission(Permission):
    """What may be done with cases."""

    ACCESS_MANAGE = "access:manage", _("Let people into a case or keep them out"), Opens.CASES
    ASSESS = "cases:assess", _("Assess a report and say what follows"), Opens.CASES
    BREAK_GLASS = (
        "cases:break-glass",
        _("Open a case in an emergency, told to its owner and overseers"),
        Opens.CASES,
    )
    CLOSE = "cases:close", _("Close a case"), Opens.CASES
    CREATE = "cases:create", _("Log a case"), Opens.CASES
    DECIDE = "cases:decide", _("Decide on allegations and impose measures"), Opens.CASES
    EDIT = "cases:edit", _("Change the facts of a case"), Opens.CASES
    EXPORT = "cases:export", _("Export a full case summary"), Opens.CASES
    FIND = "cases:find", _("Record findings on allegations"), Opens.CASES
    INVESTIGATE = "cases:investigate", _("Investigate allegations"), Opens.CASES
    OVERSEE = (
        "cases:oversee",
        _("See the line of strictly confidential cases within reach, and take part in them"),
        Opens.CASES,
        True,
    )
    READ = "cases:read", _("Read cases"), Opens.CASES
    REVIEW = "cases:review", _("Review an investigation and send it to decision"), Opens.CASES
    SUMMARISE = "cases:summarise", _("Export the redacted summary of a case"), Opens.CASES
    UNCOVER = (
        "cases:uncover",
        _("Open words of a case that two people have covered"),
        Opens.CASES,
    )
