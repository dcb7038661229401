"""What a case shares with other matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseflow.cases.acts import CaseAct
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.labels import Text, _
from caseflow.matters.spec import Capability, MatterSpec

if TYPE_CHECKING:
    from caseflow.cases.models import Case

CASE = MatterSpec(
    kind=CaseRootKind.CASE,
    works="caseflow.cases.policy:require_team",
    notice="caseflow.cases.matter_spec:tell_of_task",
    reads=CaseAct.READ,
    acts={
        Capability.NOTES: CaseAct.NOTE_ADDED,
        Capability.TASKS: CaseAct.TASK_CHANGED,
    },
)


def tell_of_task(case: Case, name: str) -> tuple[Text, str]:
    """The sentence and the path for whoever was set a task in a case by this person."""
    sentence = _("%(name)s set you a task in %(reference)s.", name=name, reference=case.reference)
    return sentence, f"/cases/{case.reference}#tasks"
