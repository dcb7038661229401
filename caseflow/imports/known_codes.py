"""The codes that a profile may map to, in words, for whoever writes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import without_end
from caseflow.cases.workflow import track, track_name
from caseflow.reference.lists import finding_outcomes, personnel_categories, standards_of_proof
from caseflow.reference.measures import Measure, Parameter, ParameterKind, measures
from caseflow.reference.models import Entity
from caseflow.reference.taxonomy import Taxonomy, taxonomies

Line = tuple[str, str]


def known_codes(session: Session) -> Iterator[str]:
    """Every list of codes as lines: where a profile uses it, then each code and its words."""
    sections: tuple[tuple[str, Iterable[Line]], ...] = (
        ("receiving.entity", _entities(session)),
        ("receiving.personnel", _personnel()),
        *((f"stages.*, on the track “{name}”", _stages(name)) for name in _tracks()),
        ("findings.codes.*", ((each.code, each.label) for each in finding_outcomes())),
        ("measures.*.measure", chain.from_iterable(map(_measure, measures()))),
        *(
            (f"categories.codes.*, with taxonomy = “{every.version}”", _types(every))
            for every in taxonomies()
        ),
        (
            "standard, in a file of `flask screening load`",
            ((each.code, each.label) for each in standards_of_proof()),
        ),
    )
    for heading, lines in sections:
        yield ""
        yield heading
        found = list(lines)
        width = max((len(code) for code, _words in found), default=0)
        yield from (f"  {code:<{width}}  {words}".rstrip() for code, words in found)
        if not found:
            yield "  none yet"


def _entities(session: Session) -> Iterator[Line]:
    """Those that were not closed."""
    kept = sa.select(Entity.code, Entity.name).where(without_end(Entity))
    return ((row.code, row.name) for row in session.execute(kept.order_by(Entity.code)))


def _tracks() -> Iterable[str]:
    """Every track that somebody follows, in the order of the categories of people."""
    return dict.fromkeys(track_name(each.code) for each in personnel_categories())


def _personnel() -> Iterator[Line]:
    """Each category, and where there are several tracks, which one it follows."""
    several = len(tuple(_tracks())) > 1
    for each in personnel_categories():
        words = f"{each.label} (track “{track_name(each.code)}”)" if several else each.label
        yield each.code, words


def _stages(name: str) -> Iterator[Line]:
    return ((stage.value, stage.label) for stage in track(name).stages)


def _types(every: Taxonomy) -> Iterator[Line]:
    return ((each.code, every.full_label(each.code)) for each in every)


def _measure(measure: Measure) -> Iterator[Line]:
    yield measure.code, measure.label
    for parameter in measure.parameters:
        yield f"  parameters.{parameter.name}", f"{parameter.label} ({_kind(parameter)})"


def _kind(parameter: Parameter) -> str:
    words = parameter.kind.label
    if parameter.kind is ParameterKind.YES_NO:
        return "true or false"
    if parameter.least is None or parameter.most is None:
        return words
    return f"{words}, {parameter.least} to {parameter.most}"
