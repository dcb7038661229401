"""The auditors' page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.audit.acts import Act, Outcome
from caseflow.facts.dates import BadDate, read
from caseflow.labels import Text, _
from caseflow.manifests import declared
from caseflow.reporting.acts_out_of_scope import MOST
from caseflow.reporting.permissions import ReportPermission
from caseflow.reporting.queries import TrailFilters, people, trail
from caseflow.reporting.showing import Kind
from caseflow.web import store
from caseflow.web.guard import Room, current_actor
from caseflow.web.menus import Group, MenuEntry, register_menu

room = Room("reporting", __name__)
register_menu(
    MenuEntry(
        Group.OVERSIGHT,
        _("Audit trail"),
        "reporting.audit",
        "journal-text",
        ReportPermission.AUDIT_READ,
        order=10,
        key="g a",
    )
)
LAST_ENTRY = 2**62


@room.route("/audit", permission=ReportPermission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """Acts within the auditor's engagements, filtered by case, person, act and time."""
    session, problems = store.session(), list[Text]()
    filters = read_filters(problems)
    page = trail(session, filters, actor=current_actor())
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if v and k != "before"}
    older = url_for("reporting.audit", before=page.before, **kept) if page.before else ""
    return render_template(
        "reporting/audit.html",
        page_data=page,
        number=page.beyond,
        most=MOST,
        people=people(session),
        acts=[(a.value, a.label) for a in declared(Act)],
        outcomes=[(o.value, o.label) for o in Outcome],
        asked=request.args,
        problems=problems,
        older=older,
        kinds=kinds(filters.kind),
    )


def kinds(chosen: Kind | None) -> list[dict[str, Any]]:
    """The quick filters, each with the address that keeps the other filters."""
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if v and k != "before"}
    return [
        {
            "words": kind.label if kind else _("Everything"),
            "url": url_for("reporting.audit", **{**kept, "kind": kind.value if kind else None}),
            "current": kind is chosen,
        }
        for kind in (None, *Kind)
    ]


def read_filters(problems: list[Text]) -> TrailFilters:
    """What the address asks for; what cannot be read becomes a sentence."""
    asked = request.args
    until = _day("until", problems)
    return TrailFilters(
        reference=asked.get("reference", "").strip().upper()[:40],
        username=asked.get("person", "")[:64],
        act=next((a for a in declared(Act) if a.value == asked.get("act")), None),
        kind=next((k for k in Kind if k.value == asked.get("kind")), None),
        outcome=next((o for o in Outcome if o.value == asked.get("outcome")), None),
        since=_day("since", problems),
        until=until + timedelta(days=1) if until else None,
        before=_number(asked.get("before", "")),
    )


def _day(name: str, problems: list[Text]) -> datetime | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        meant = read(typed)
    except BadDate as bad:
        problems.append(bad.sentence)
        return None
    day = max(meant.last if name == "until" else meant.first, date(1970, 1, 1))
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _number(typed: str) -> int | None:
    if not typed.isascii() or not typed.isdigit() or len(typed) > len(str(LAST_ENTRY)):
        return None
    return min(int(typed), LAST_ENTRY)
