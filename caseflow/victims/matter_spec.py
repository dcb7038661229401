"""What a victim's file shares with other matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseflow.labels import Text, _
from caseflow.matters.spec import Capability, MatterSpec
from caseflow.victims.acts import VictimAct
from caseflow.victims.root_kinds import VictimRootKind

if TYPE_CHECKING:
    from caseflow.victims.models import VictimFile

VICTIM_FILE = MatterSpec(
    kind=VictimRootKind.FILE,
    works="caseflow.victims.policy:require_assisting",
    notice="caseflow.victims.matter_spec:tell_of_work",
    reads=VictimAct.FILE_READ,
    acts={
        Capability.NOTES: VictimAct.NOTE_WRITTEN,
        Capability.TASKS: VictimAct.TASK_CHANGED,
        Capability.FILES: VictimAct.ATTACHMENT_CHANGED,
    },
)


def tell_of_work(_file: VictimFile, name: str, _capability: Capability) -> tuple[Text, str]:
    """The sentence and the path for whoever was set a task.

    They tell nothing of the person, not even the code of the file: the task itself stands on the
    officer's day. Nobody is told of a note, who could not say which file it stands in.
    """
    sentence = _("%(name)s set you a task in a victim’s file. It stands on your day.", name=name)
    return sentence, "/victims#tasks"
