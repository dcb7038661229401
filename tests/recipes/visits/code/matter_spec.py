"""What a visit shares with other matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseflow.labels import Text, _
from caseflow.matters.spec import Capability, MatterSpec
from caseflow.visits.acts import VisitAct
from caseflow.visits.root_kinds import VisitRootKind

if TYPE_CHECKING:
    from caseflow.visits.models import Visit

VISIT = MatterSpec(
    kind=VisitRootKind.VISIT,
    works="caseflow.visits.policy:require_noting",
    notice="caseflow.visits.matter_spec:tell_of_work",
    reads=VisitAct.READ,
    acts=dict.fromkeys(Capability, VisitAct.ATTACHED),
)


def tell_of_work(visit: Visit, name: str, _capability: Capability) -> tuple[Text, str]:
    """The sentence and the path for whoever was set a task, or named in a note."""
    return _("%(name)s asks something of you about a visit.", name=name), f"/visits/{visit.id}"
