"""What the search box finds for auditors: cases within their engagements, by reference only."""

from __future__ import annotations

import sqlalchemy as sa
from flask import url_for

from caseflow.access.bare_lines import bare_lines
from caseflow.cases.models import Case
from caseflow.cases.workflow import stage_label
from caseflow.db import at_most
from caseflow.labels import _
from caseflow.reference.numbers import parse
from caseflow.reference.reference_parts import code_typed, patterns
from caseflow.reporting.faces import AUDITING
from caseflow.reporting.permissions import ReportPermission
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.search import MOST, Answer, Hit, Searcher


def find(typed: str) -> Answer:
    """The cases in scope of which a part of the reference was typed, or the code of the entity."""
    code = code_typed(typed)
    meant = (*patterns(typed), *((f"{code}-%",) if code else ()))
    if not meant:
        return Answer()
    actor = current_actor()
    lines = bare_lines(Case, actor=actor, face=AUDITING)
    wanted = sa.or_(*(lines.c.reference.like(pattern) for pattern in meant))
    rows = (
        store.session()
        .execute(
            sa.select(lines.c.reference, lines.c.stage, lines.c.track)
            .where(wanted)
            .order_by(lines.c.received_on.desc(), lines.c.id.desc())
            .limit(at_most(MOST))
        )
        .all()
    )
    whole = str(parse(typed))
    hits = (
        Hit(
            row.reference,
            url_for("documents.scope", reference=row.reference),
            "folder2",
            (stage_label(row.stage, row.track),),
            row.reference == whole,
        )
        for row in rows
    )
    return Answer(tuple(hits), {"references": [row.reference for row in rows]})


SCOPE = Searcher(
    "scope", _("Cases in scope"), "documents.scope", ReportPermission.AUDIT_READ, find, order=20
)
