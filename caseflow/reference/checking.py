"""Reading every data file of this room at start, so that a mistake shows then and not on a page."""

from __future__ import annotations

from caseflow.reference.calendars import holiday_lists
from caseflow.reference.entry_lag import reason_after
from caseflow.reference.limits import limits
from caseflow.reference.lists import (
    entity_kinds,
    finding_outcomes,
    intake_channels,
    interim_measures,
    personnel_categories,
    rank_bands,
    standards_of_proof,
)
from caseflow.reference.measures import measures
from caseflow.reference.register_rules import register_rules
from caseflow.reference.taxonomy import taxonomies

READERS = (
    entity_kinds,
    finding_outcomes,
    holiday_lists,
    intake_channels,
    interim_measures,
    limits,
    measures,
    personnel_categories,
    rank_bands,
    reason_after,
    register_rules,
    standards_of_proof,
    taxonomies,
)


def check_data_files() -> None:
    """Read them all, with this home's changes. Raises PackError naming file, key and fault."""
    for reader in READERS:
        reader()
