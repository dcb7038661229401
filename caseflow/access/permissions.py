"""What can be permitted: one line each, `thing:action`, with its meaning in one sentence."""

from __future__ import annotations

from caseflow.labels import Labelled, _


class Permission(Labelled):
    """Everything a role may hold; a route or a verb names the one it needs."""

    ACCESS_MANAGE = "access:manage", _("Let people into a case or keep them out")
    AUDIT_READ = "audit:read", _("Read the audit trail")
    CASES_ASSESS = "cases:assess", _("Assess a report and say what follows")
    CASES_BREAK_GLASS = (
        "cases:break-glass",
        _("Open a case in an emergency, told to its owner and overseers"),
    )
    CASES_CLOSE = "cases:close", _("Close a case")
    CASES_CREATE = "cases:create", _("Log a case")
    CASES_DECIDE = "cases:decide", _("Decide on allegations and impose measures")
    CASES_EDIT = "cases:edit", _("Change the facts of a case")
    CASES_EXPORT = "cases:export", _("Export a full case summary")
    CASES_FIND = "cases:find", _("Record findings on allegations")
    CASES_INVESTIGATE = "cases:investigate", _("Investigate allegations")
    CASES_OVERSEE = (
        "cases:oversee",
        _("See the line of strictly confidential cases within reach, and take part in them"),
    )
    CASES_READ = "cases:read", _("Read cases")
    CASES_REVIEW = "cases:review", _("Review an investigation and send it to decision")
    CASES_SUMMARISE = "cases:summarise", _("Export the redacted summary of a case")
    ENTITIES_MANAGE = "entities:manage", _("Manage organizations and entities")
    JOBS_READ = "jobs:read", _("See background jobs")
    PEOPLE_MANAGE = "people:manage", _("Manage people, their roles and engagements")
    REGISTER_MANAGE = "register:manage", _("Propose and review screening register entries")
    REGISTER_PUBLISH = "register:publish", _("Publish a screening register entry")
    REGISTER_READ = "register:read", _("Read the screening register")
    RISKS_READ = "risks:read", _("Read risks")
    SCREENING_LOOK_UP = "screening:look-up", _("Look a candidate up in the register")
    SCREENING_RESOLVE = "screening:resolve", _("Resolve a possible match")
    VICTIMS_ASSIST = "victims:assist", _("Assist victims")
    VICTIMS_IDENTIFY = "victims:identify", _("Open a victim's identity")
    VICTIMS_READ = "victims:read", _("Read victim files")
