"""What a page shows where a case and the old register that it came from say different things."""

from __future__ import annotations

from dataclasses import dataclass

from caseflow.labels import Text, _


@dataclass(frozen=True)
class Difference:
    """What the case says, and what the old register that it came from says now; one may be empty.

    `about` names the person. `reporter` marks what only those see who see reporters.
    """

    about: str
    what: Text
    here: str
    there: str
    reporter: bool = False

    @property
    def kind(self) -> Text:
        """What differs, without anything that the case or the register says."""
        return _("Finding") if self.what.params else self.what


@dataclass(frozen=True, kw_only=True)
class OldRemark:
    """What an old register says of one allegation in place of a measure."""

    code: str
    words: str
    recommended: bool
