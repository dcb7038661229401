"""What can be permitted: one line each, `thing:action`, with its meaning and what it opens."""

from __future__ import annotations

from typing import Self

from caseflow.labels import Labelled, Text, _


class Opens(Labelled):
    """What a permission opens. Two people give a role that opens anything but nothing."""

    CASES = "cases", _("Cases")
    VICTIMS = "victims", _("Victims")
    REGISTER = "register", _("The screening register")
    TRAIL = "trail", _("The audit trail")
    RIGHTS = "rights", _("The rights of other people")
    NOTHING = "nothing", _("Nothing confidential")


class Permission(Labelled):
    """Everything a role may hold; a route or a verb names the one it needs.

    Members are written ``NAME = "thing:action", _("Meaning"), Opens.CASES``.
    """

    opens: Opens

    def __new__(cls, value: str, label: Text | None = None, opens: Opens | None = None) -> Self:
        """A permission of which nobody said what it opens cannot be written down."""
        if opens is None:
            raise TypeError(f"say what {value} opens")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label if label is not None else Text(value)
        member.opens = opens
        return member

    ACCESS_MANAGE = "access:manage", _("Let people into a case or keep them out"), Opens.CASES
    AUDIT_READ = "audit:read", _("Read the audit trail"), Opens.TRAIL
    CASES_ASSESS = "cases:assess", _("Assess a report and say what follows"), Opens.CASES
    CASES_BREAK_GLASS = (
        "cases:break-glass",
        _("Open a case in an emergency, told to its owner and overseers"),
        Opens.CASES,
    )
    CASES_CLOSE = "cases:close", _("Close a case"), Opens.CASES
    CASES_CREATE = "cases:create", _("Log a case"), Opens.CASES
    CASES_DECIDE = "cases:decide", _("Decide on allegations and impose measures"), Opens.CASES
    CASES_EDIT = "cases:edit", _("Change the facts of a case"), Opens.CASES
    CASES_EXPORT = "cases:export", _("Export a full case summary"), Opens.CASES
    CASES_FIND = "cases:find", _("Record findings on allegations"), Opens.CASES
    CASES_INVESTIGATE = "cases:investigate", _("Investigate allegations"), Opens.CASES
    CASES_OVERSEE = (
        "cases:oversee",
        _("See the line of strictly confidential cases within reach, and take part in them"),
        Opens.CASES,
    )
    CASES_READ = "cases:read", _("Read cases"), Opens.CASES
    CASES_REVIEW = "cases:review", _("Review an investigation and send it to decision"), Opens.CASES
    CASES_SUMMARISE = "cases:summarise", _("Export the redacted summary of a case"), Opens.CASES
    CASES_UNCOVER = (
        "cases:uncover",
        _("Open words of a case that two people have covered"),
        Opens.CASES,
    )
    ENTITIES_MANAGE = "entities:manage", _("Manage organizations and entities"), Opens.RIGHTS
    JOBS_READ = "jobs:read", _("See background jobs"), Opens.NOTHING
    PEOPLE_MANAGE = "people:manage", _("Manage people, their roles and engagements"), Opens.RIGHTS
    REGISTER_MANAGE = (
        "register:manage",
        _("Propose and review screening register entries"),
        Opens.REGISTER,
    )
    REGISTER_PUBLISH = "register:publish", _("Publish a screening register entry"), Opens.REGISTER
    REGISTER_READ = "register:read", _("Read the screening register"), Opens.REGISTER
    RISKS_READ = "risks:read", _("Read risks"), Opens.NOTHING
    SCREENING_LOOK_UP = (
        "screening:look-up",
        _("Look a candidate up in the register"),
        Opens.REGISTER,
    )
    SCREENING_RESOLVE = "screening:resolve", _("Resolve a possible match"), Opens.REGISTER
    VICTIMS_ASSIST = "victims:assist", _("Assist victims"), Opens.VICTIMS
    VICTIMS_IDENTIFY = "victims:identify", _("Open a victim's identity"), Opens.VICTIMS
    VICTIMS_READ = "victims:read", _("Read victim files"), Opens.VICTIMS
