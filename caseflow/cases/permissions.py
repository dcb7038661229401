"""What may be done with cases."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class CaseOpens(Opens):
    """What of cases is confidential."""

    CASES = "cases", _("Cases")


class CasePermission(Permission):
    """What may be done with cases."""

    ACCESS_MANAGE = "access:manage", _("Let people into a case or keep them out"), CaseOpens.CASES
    ASSESS = "cases:assess", _("Assess a report and say what follows"), CaseOpens.CASES
    BREAK_GLASS = (
        "cases:break-glass",
        _("Open a case in an emergency, told to its owner and overseers"),
        CaseOpens.CASES,
    )
    CLOSE = "cases:close", _("Close a case"), CaseOpens.CASES
    CREATE = "cases:create", _("Log a case"), CaseOpens.CASES
    DECIDE = "cases:decide", _("Decide on allegations and impose measures"), CaseOpens.CASES
    EDIT = "cases:edit", _("Change the facts of a case"), CaseOpens.CASES
    EXPORT = "cases:export", _("Export a full case summary"), CaseOpens.CASES
    FIND = "cases:find", _("Record findings on allegations"), CaseOpens.CASES
    INVESTIGATE = "cases:investigate", _("Investigate allegations"), CaseOpens.CASES
    OVERSEE = (
        "cases:oversee",
        _("See the line of strictly confidential cases within reach, and take part in them"),
        CaseOpens.CASES,
        True,
    )
    READ = "cases:read", _("Read cases"), CaseOpens.CASES
    REVIEW = "cases:review", _("Review an investigation and send it to decision"), CaseOpens.CASES
    SUMMARISE = "cases:summarise", _("Export the redacted summary of a case"), CaseOpens.CASES
    UNCOVER = (
        "cases:uncover",
        _("Open words of a case that two people have covered"),
        CaseOpens.CASES,
    )
