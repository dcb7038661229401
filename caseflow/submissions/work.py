"""What is done in the background with forms that were sent."""

from __future__ import annotations

from caseflow.manifests import RoomWork
from caseflow.submissions.services import forget_submissions

WORK = RoomWork(rounds=(forget_submissions,))
