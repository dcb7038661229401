"""The page of a case."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.pages import case_acts, case_words
from caseflow.cases.pages.clocks import clock_acts
from caseflow.cases.pages.decided import decisions, old_words
from caseflow.cases.pages.doing import view_of, where_it_stands
from caseflow.cases.pages.overseen_cases import line_instead
from caseflow.cases.pages.room import READ, room
from caseflow.cases.pages.withdrawn import withdrawn
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.web.edit_forms import VERSION, StandingForm

LATEST = 12
TIMELINES = (
    ("", _("All"), frozenset[str]()),
    ("course", _("Course"), frozenset({"received", "move", "clock", "departure", "tie"})),
    ("answers", _("Answers"), frozenset({"finding", "decision"})),
    ("notes", _("Notes"), frozenset({"note"})),
    ("corrections", _("Corrections"), frozenset({"correction", "withdrawal"})),
)


@room.route("/cases/<reference:reference>", permission=READ)
def case(reference: str) -> ResponseReturnValue:
    """One case: where it stands, what is alleged, what was found, what comes next."""
    try:
        view = view_of(reference)
    except NotFound:
        return line_instead(reference)
    return render_template(
        "cases/case.html", case=view, head=view.head, **words(view), **acts(view), **timeline(view)
    )


def words(view: CaseView) -> dict[str, object]:
    """What the page tells."""
    return {
        "crumbs": case_words.crumbs(view.head),
        "stages": case_words.stages(view),
        "clocks": [said | clock_acts(view, each) for each, said in case_words.clocks(view)],
        "facts": case_words.facts(view),
        "subjects": case_words.subjects(view),
        "matrix": case_words.matrix(view),
        "wide": len(view.subjects) > case_words.MOST_SUBJECTS,
        "people": case_words.people(view),
        "withdrawn": withdrawn(view),
        "decisions": decisions(view),
        "old_words": old_words(view),
    }


def acts(view: CaseView) -> dict[str, object]:
    """What the page offers."""
    return {
        "tasks": case_acts.tasks(view),
        "moves": case_acts.moves(view),
        "seen": {VERSION: StandingForm(shows=where_it_stands(view)).version},
        "finished": case_acts.finished(view),
        "emergency": case_acts.emergency(view),
        "step_back": case_acts.step_back(view),
        "let_in": case_acts.let_in(view),
        "shut_out": case_acts.shut_out(view),
        "further": case_acts.further(view),
        "summary_url": case_acts.summary_url(view),
    }


def timeline(view: CaseView) -> dict[str, object]:
    """The history beside the work: narrowed to a kind, the latest first."""
    wanted = request.args.get("timeline", "")
    whole = "whole" in request.args
    kinds = next((kinds for name, _words, kinds in TIMELINES if name == wanted), frozenset())
    events = case_words.events(view, kinds)
    here = view.head.reference
    return {
        "events": events if whole else events[:LATEST],
        "more": "" if whole or len(events) <= LATEST else _address(here, wanted, whole="1"),
        "how_many": len(events),
        "switch": [
            {"words": words, "url": _address(here, name), "current": name == wanted}
            for name, words, _kinds in TIMELINES
        ],
    }


def _address(reference: str, timeline: str, **more: str) -> str:
    wanted = {**({"timeline": timeline} if timeline else {}), **more}
    return url_for("cases.case", reference=reference, _anchor="timeline", **wanted)  # type: ignore[arg-type]
