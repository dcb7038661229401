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
    puts_right="caseflow.cases.policy:require_team_of_old",
    notice="caseflow.cases.matter_spec:tell_of_work",
    reads=CaseAct.READ,
    acts={
        Capability.NOTES: CaseAct.NOTE_ADDED,
        Capability.MENTIONS: CaseAct.NOTE_ADDED,
        Capability.TASKS: CaseAct.TASK_CHANGED,
        Capability.FILES: CaseAct.FILE_CHANGED,
    },
)


TASK = _("%(name)s set you a task in %(reference)s.")
NAMED = _("%(name)s named you in a note in %(reference)s.")


def tell_of_work(case: Case, name: str, capability: Capability) -> tuple[Text, str]:
    """The sentence and the path for whoever was set a task in a case, or named in a note."""
    sentence, panel = (TASK, "tasks") if capability is Capability.TASKS else (NAMED, "notes")
    path = f"/cases/{case.reference}#{panel}"
    return Text(sentence.msgid, name=name, reference=case.reference), path
