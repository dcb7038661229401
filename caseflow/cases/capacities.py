"""What people are let into cases to do, and why they are kept out of one."""

from __future__ import annotations

from caseflow.access.capacities import AccessCapacity, Bar, Capacity
from caseflow.labels import _


class CaseCapacity(Capacity):
    """The work for which people are let into a case."""

    INVESTIGATOR = "investigator", _("Investigator")
    REVIEWER = "reviewer", _("Reviewer")
    DECISION_MAKER = "decision-maker", _("Decision-maker")


GIVEN: tuple[Capacity, ...] = (*CaseCapacity, AccessCapacity.READER)
"""What somebody may let another person in for."""


class CaseBar(Bar):
    """The parts in a case that keep a person out of it."""

    SUBJECT = "subject", _("Named as a subject")
    NAMED = "named", _("Named as a witness or reporter")
