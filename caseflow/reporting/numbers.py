"""The numbers of exports, such as ``X-2026-0123456789``; the last digit checks the others."""

from __future__ import annotations

from caseflow.reference.keyed_numbers import KeyedNumbers

EXPORT_NUMBERS = KeyedNumbers("X", digits=9)
