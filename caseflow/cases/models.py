"""Every table of a case, with its enums; they are written in `tables`."""

from __future__ import annotations

from caseflow.cases.tables.answers import Body, Decision, Finding, Investigation, Measure, Step
from caseflow.cases.tables.corrections import About, Correction
from caseflow.cases.tables.course import (
    ChangeKind,
    ClockChange,
    ClockRecord,
    RunningLimit,
)
from caseflow.cases.tables.coverings import CoveredWords, Covering
from caseflow.cases.tables.decision_standing import DecisionStanding, DecisionState
from caseflow.cases.tables.matter import (
    Case,
    CaseLink,
    CaseNumber,
    CaseOutcome,
    LinkKind,
    Occurrence,
    Precision,
    Reporting,
)
from caseflow.cases.tables.merging import Carried, MergedRow
from caseflow.cases.tables.names import NameOwner, NameToken
from caseflow.cases.tables.oversights import Oversight
from caseflow.cases.tables.people import Allegation, Custody, Part, Party, Proceeding
from caseflow.cases.tables.saved import SavedView
from caseflow.cases.tables.withdrawals import Withdrawal

__all__ = [
    "About",
    "Allegation",
    "Body",
    "Carried",
    "Case",
    "CaseLink",
    "CaseNumber",
    "CaseOutcome",
    "ChangeKind",
    "ClockChange",
    "ClockRecord",
    "Correction",
    "CoveredWords",
    "Covering",
    "Custody",
    "Decision",
    "DecisionStanding",
    "DecisionState",
    "Finding",
    "Investigation",
    "LinkKind",
    "Measure",
    "MergedRow",
    "NameOwner",
    "NameToken",
    "Occurrence",
    "Oversight",
    "Part",
    "Party",
    "Precision",
    "Proceeding",
    "Reporting",
    "RunningLimit",
    "SavedView",
    "Step",
    "Withdrawal",
]
