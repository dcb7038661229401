"""What one person may do with a case that is loaded, without asking the database again."""

from __future__ import annotations

from dataclasses import dataclass

from caseflow.access.actor import Actor
from caseflow.access.checks import LOOKING
from caseflow.access.models import Capacity, Classification
from caseflow.access.permissions import Permission
from caseflow.access.policy import named_only
from caseflow.cases.loading import Loaded, current
from caseflow.cases.models import (
    Reporting,
)


@dataclass(frozen=True)
class Reader:
    """What one person may do with one loaded case, without asking the database again."""

    actor: Actor
    found: Loaded
    system: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether any role that carries this permission reaches the case."""
        if self.system:
            return True
        case, held = self.found.case, self.actor.holding(permission)
        if not held:
            return False
        today = self.found.day(self.actor.moment)
        return (
            case.owner_id == self.actor.user_id
            or (
                not named_only(case)
                and any(
                    h.everywhere
                    or case.entity_id in h.entities
                    or case.owner_id in h.colleagues
                    or h.works_at(case)
                    for h in held
                )
            )
            or any(
                row.who == self.actor.user_id
                and current(row, today)
                and (row.code != Capacity.EMERGENCY or permission in LOOKING)
                for row in self.found.items["grant"]
            )
        )

    @property
    def sees_reporters(self) -> bool:
        """Whether the names of those who reported are opened for this reader."""
        case = self.found.case
        return (
            case.reporting is Reporting.NAMED
            or case.owner_id == self.actor.user_id
            or (
                case.classification is not Classification.STRICTLY_CONFIDENTIAL
                and self.may(Permission.CASES_EDIT)
            )
        )
