"""What matters have done in the background."""

from __future__ import annotations

from caseflow.manifests import RoomWork
from caseflow.matters.services.file_scans import SCAN, ask_again, is_left, scan_waiting
from caseflow.matters.services.storage_sweep import SWEEP, is_anything_left, sweep
from caseflow.matters.services.uploads import drop_left_uploads

WORK = RoomWork(
    kinds={SCAN: scan_waiting, SWEEP: sweep},
    rounds=(drop_left_uploads, ask_again),
    left_over={SCAN: is_left, SWEEP: is_anything_left},
)
