"""What an import did, in figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caseflow.errors import NotReady
from caseflow.facts.words_for_nothing import NothingSaid
from caseflow.labels import _


@dataclass
class Tally:
    """What an import did, in cases; `left_out` counts rows.

    `kept` are cases that are in already and keep what they held, though their row is another now:
    somebody worked on them here, or the row is rejected. `absent` are cases that came in earlier
    and that the register does not hold now; they stay. `nothing` counts the cells about people that
    only say that there is nothing.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    left_out: int = 0
    kept: int = 0
    absent: int = 0
    seconds: float = 0.0
    problems: Path = field(default_factory=Path)
    nothing: NothingSaid = field(default_factory=NothingSaid)

    @property
    def clean(self) -> bool:
        """Whether every row came in."""
        return not self.rejected and not self.left_out

    def require_all(self, rows: int) -> None:
        """See that every row of the file of cases is told of. Raises NotReady where one is not."""
        told = self.created + self.updated + self.unchanged + self.rejected
        if not rows == self.read == told:
            raise NotReady(
                _(
                    "%(rows)s rows of cases were read, but only %(told)s are told of. Something is"
                    " wrong in CaseFlow: do not rely on this import.",
                    rows=rows,
                    told=told,
                )
            )

    def as_json(self) -> dict[str, Any]:
        """The figures that `--json` prints."""
        names = (
            "read",
            "created",
            "updated",
            "unchanged",
            "rejected",
            "warnings",
            "kept",
            "absent",
        )
        figures = {name: getattr(self, name) for name in names}
        return {
            **figures,
            "said_nothing": dict(self.nothing.words),
            "seconds": round(self.seconds, 3),
            "problems": str(self.problems),
        }
