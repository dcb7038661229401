"""What must be settled before a case closes: other rooms register a yes or no, nothing more.

The sentence is neutral on purpose: it must not tell, by being there, what the other room knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.labels import Text

Asked = Callable[[Session, UUID], bool]


@dataclass(frozen=True)
class Question:
    """A closing condition: `settled(session, case_id)` says whether the case may close."""

    name: str
    sentence: Text
    settled: Asked


_registered: dict[str, Question] = {}


def register_question(name: str, sentence: Text, settled: Asked) -> None:
    """Let a room be asked before any case closes; registering a name again replaces it."""
    _registered[name] = Question(name, sentence, settled)


def forget_question(name: str) -> None:
    """Take a question out again; unknown names are passed over."""
    _registered.pop(name, None)


def unsettled(session: Session, case_id: UUID) -> tuple[Text, ...]:
    """The sentences of the questions that still stand in the way of closing this case."""
    return tuple(q.sentence for q in _registered.values() if not q.settled(session, case_id))
