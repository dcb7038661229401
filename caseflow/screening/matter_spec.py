"""What an entry of the register shares with other matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseflow.labels import Text, _
from caseflow.matters.spec import Capability, MatterSpec
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.root_kinds import ScreeningRootKind

if TYPE_CHECKING:
    from caseflow.screening.models import RegisterEntry

ENTRY = MatterSpec(
    kind=ScreeningRootKind.ENTRY,
    works="caseflow.screening.policy:require_managing",
    notice="caseflow.screening.matter_spec:tell_of_work",
    reads=ScreeningAct.REGISTER_READ,
    acts={
        Capability.NOTES: ScreeningAct.NOTE_WRITTEN,
        Capability.MENTIONS: ScreeningAct.NOTE_WRITTEN,
        Capability.TASKS: ScreeningAct.TASK_CHANGED,
        Capability.FILES: ScreeningAct.FILE_CHANGED,
    },
)


TASK = _("%(name)s set you a task about an entry of the register.")
NAMED = _("%(name)s named you in a note about an entry of the register.")


def tell_of_work(entry: RegisterEntry, name: str, capability: Capability) -> tuple[Text, str]:
    """The sentence and the path for whoever was set a task, or named in a note."""
    sentence, panel = (TASK, "tasks") if capability is Capability.TASKS else (NAMED, "notes")
    path = f"/screening/register/{entry.ref}#{panel}"
    return Text(sentence.msgid, name=name), path
