"""The names that a profile may map to, gathered from the rooms that own them."""

from __future__ import annotations

from caseflow.cases.workflow import track, track_name
from caseflow.imports.codes import Vocabulary
from caseflow.reference.lists import finding_outcomes, personnel_categories
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import taxonomies


def vocabulary() -> Vocabulary:
    """The names that a profile may map to in this installation."""
    return Vocabulary(
        stages={one.code: _stages(one.code) for one in personnel_categories()},
        findings=frozenset(one.code for one in finding_outcomes()),
        measures={one.code: one.parameters for one in measures()},
        types={each.version: frozenset(one.code for one in each) for each in taxonomies()},
        personnel=frozenset(one.code for one in personnel_categories()),
    )


def _stages(personnel: str) -> frozenset[str]:
    """The stages of the track that people of this category follow."""
    return frozenset(stage.value for stage in track(track_name(personnel)).stages)
