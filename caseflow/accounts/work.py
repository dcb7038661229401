"""What is done in the background for people and what they typed."""

from __future__ import annotations

from caseflow.accounts.ending_drafts import look_after_drafts
from caseflow.manifests import RoomWork

WORK = RoomWork(rounds=(look_after_drafts,))
