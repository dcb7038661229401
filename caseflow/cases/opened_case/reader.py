"""What one person may do with a case that is loaded, without asking the database again."""

from __future__ import annotations

from dataclasses import dataclass

from caseflow.access.actor import Actor
from caseflow.access.capacities import AccessCapacity
from caseflow.access.checks import only_looks
from caseflow.access.permissions import Permission
from caseflow.access.policy import named_only
from caseflow.access.reach import reaches
from caseflow.cases.opened_case.loading import Loaded, current
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.reporters import knows_reporters


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
        case, actor = self.found.case, self.actor
        return reaches(
            actor.holding(permission),
            case,
            actor.user_id,
            named_only=named_only(case),
            let_in=self._let_in(looking=only_looks(permission, case.__root_kind__)),
        )

    def _let_in(self, *, looking: bool) -> bool:
        """Whether the reader was let into the case, for `looking` or for more."""
        today = self.found.day(self.actor.moment)
        return any(
            row.who == self.actor.user_id
            and current(row, today)
            and (looking or row.code != AccessCapacity.EMERGENCY)
            for row in self.found.items["grant"]
        )

    @property
    def sees_reporters(self) -> bool:
        """Whether the names of those who reported are opened for this reader."""
        edits = self.may(CasePermission.EDIT)
        return knows_reporters(self.found.case, self.actor.user_id, edits=edits)
