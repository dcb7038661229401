"""Words that somebody typed into a note or a task."""

from __future__ import annotations

from caseflow.errors import NotReady
from caseflow.labels import _

LONGEST_TASK = 500
LONGEST_NOTE = 20_000
LONGEST_REASON = 2_000


def check_words(words: str, longest: int) -> str:
    """The words without the space around them. Raises NotReady for none, or too many."""
    words = words.strip()
    if not words:
        raise NotReady(_("Write something first."), field="words")
    if len(words) > longest:
        raise NotReady(_("Use at most %(most)s characters.", most=longest), field="words")
    return words
