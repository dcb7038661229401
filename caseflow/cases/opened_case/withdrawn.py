"""What was withdrawn from a case as entered by mistake, for its page and for its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from caseflow.cases.models import About, Allegation, Party
from caseflow.cases.opened_case import showing
from caseflow.cases.opened_case.loading import Loaded, person
from caseflow.cases.opened_case.views import EventView, WithdrawnView
from caseflow.labels import Text, _
from caseflow.reference.taxonomy import taxonomies


def entries(found: Loaded) -> tuple[WithdrawnView, ...]:
    """What is withdrawn now, the latest first; of whoever reported only for those who see them."""
    rows = sorted(found.items["withdrawal"], key=lambda row: row.at, reverse=True)
    standing = [row for row in rows if row.done is None and row.id in found.opened]
    return tuple(_entry(found, row) for row in standing)


def withdrawals(found: Loaded) -> Iterator[EventView]:
    """What was withdrawn and taken back, as lines of the timeline."""
    known = {row.id: row for row in found.items["withdrawal"] if row.id in found.opened}
    for row in known.values():
        yield EventView(
            kind="withdrawal",
            label=_("Withdrawn as entered by mistake: %(what)s", what=_what(found, row)),
            at=row.at,
            by=person(found, row.who),
            quote=found.text(row.id, "reason"),
        )
    for row in found.items["taken-back"]:
        if row.other in known:
            what = _what(found, known[row.other])
            yield EventView(
                kind="withdrawal",
                label=_("Withdrawal taken back: %(what)s", what=what),
                at=row.at,
                by=person(found, row.who),
                quote=found.text(row.other, "undone_reason"),
            )


def _entry(found: Loaded, row: Any) -> WithdrawnView:
    if row.code == About.PERSON:
        theirs = next(p for p in found.withdrawn.parties if p.withdrawal_id == row.id)
        named, rows = showing.party(found, theirs), []
    else:
        alleged = found.withdrawn.allegations.values()
        named, rows = None, [each for each in alleged if each.withdrawal_id == row.id]
    return WithdrawnView(
        id=row.id,
        person=named,
        code=rows[0].code if rows else "",
        label=_kind(found, rows[0]) if rows else Text(""),
        against=tuple(
            showing.party(found, subject)
            for each in rows
            if (subject := _accused(found, each.proceeding_id)) is not None
        ),
        reason=found.text(row.id, "reason"),
        by=person(found, row.who),
        at=row.at,
    )


def _accused(found: Loaded, proceeding_id: UUID) -> Party | None:
    opened = {each.id: subject_id for subject_id, each in found.every_proceeding.items()}
    return next((p for p in found.every_party if p.id == opened.get(proceeding_id)), None)


def _kind(found: Loaded, alleged: Allegation) -> Text:
    if alleged.type is None or alleged.taxonomy is None:
        raw = found.text(alleged.id, "raw")
        return _("Not mapped: %(raw)s", raw=raw or "–")
    return taxonomies()[alleged.taxonomy].full_label(alleged.type)


def _what(found: Loaded, row: Any) -> Text:
    """Who or what it is about, by name or code; what a merge has taken out again is only called."""
    if row.code == About.PERSON:
        theirs = next((p for p in found.every_party if p.id == row.other), None)
        if theirs is None:
            return About.PERSON.label
        name = found.text(theirs.id, "name")
        return (
            _("%(name)s, %(part)s", name=name, part=theirs.part.label)
            if name
            else theirs.part.label
        )
    alleged = found.every_allegation.get(row.other)
    if alleged is None:
        return About.ALLEGATION.label
    return _("%(code)s, %(kind)s", code=alleged.code, kind=_kind(found, alleged))
