"""What the page of a case offers its reader to do next, and whom it shows as let in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import current_app, url_for

from caseflow.access.capacities import AccessCapacity, Bar
from caseflow.access.models import Classification
from caseflow.cases.opened_case.move_views import ApartView, MoveView
from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.pages.case_words import name_of
from caseflow.cases.pages.day_links import tell_url
from caseflow.cases.pages.move_words import meaning
from caseflow.cases.pages.settling import settled
from caseflow.cases.rights.capacity_rights import BY_LETTING_IN, TAKES
from caseflow.clocks.reading import State
from caseflow.labels import Text, _, ngettext
from caseflow.matters.pages.to_dos import ToDo, task_to_do
from caseflow.matters.views import TaskView
from caseflow.web.guard import current_actor
from caseflow.web.words import day, say

Facts = list[dict[str, Any]]
FORWARD = "arrow-right-circle"
TELL = _("Record that the subject was told of the decision")

PAGES: tuple[tuple[str, str, Text, str], ...] = (
    ("classify", "cases.classify", _("Change the classification"), "shield-lock"),
    ("edit", "cases.link", _("Link another case"), "link-45deg"),
    ("transfer", "cases.transfer", _("Transfer to another entity"), "building"),
    ("merge", "cases.merge", _("Merge into another case"), "layers"),
)


def moves(case: CaseView) -> dict[str, Any]:
    """The next move and the others: what they are called and where they are made."""
    mine = {move.name: move for move in case.moves}
    ahead = case.next_move
    own = mine.get(ahead.name) if ahead else None
    ready = own is not None and own.ready and (not own.by_decision or "decide" in case.may)
    dialog = own if own and ready and not own.by_decision and not own.wants_reason else None
    return {
        "next": ahead,
        "next_url": move_url(case, ahead) if ahead and ready else "",
        "ready": ready,
        "dialog": dialog,
        "dialog_words": meaning(case, dialog) if dialog else [],
        "mine": own is not None,
        "waits_for": "" if own is not None or ahead is None else waits_for(case, ahead),
        "others": [
            {"words": move.label, "url": move_url(case, move)}
            for move in case.moves
            if move.ready and (ahead is None or move.name != ahead.name)
        ],
        "left": len(ahead.blocking) if ahead else 0,
        "apart": [_apart(case, each) for each in case.apart if each.next_move or each.moves],
    }


def _apart(case: CaseView, each: ApartView) -> dict[str, Any]:
    """Subjects who stand elsewhere: who, where, what they wait for, and the reader's moves."""
    ahead = each.next_move
    urls = {
        move.name: move_url(case, move, each)
        for move in each.moves
        if move.ready and (not move.by_decision or "decide" in case.may)
    }
    mine = ahead is not None and any(move.name == ahead.name for move in each.moves)
    return {
        "who": names_of(case, each),
        "stage": each.stage_label,
        "next": ahead,
        "next_url": urls.pop(ahead.name, "") if ahead else "",
        "unsettled": settled(case, ahead.blockers) if ahead and mine else [],
        "waits_for": "" if mine or ahead is None else waits_for(case, ahead),
        "others": [
            {"words": move.label, "url": urls[move.name]}
            for move in each.moves
            if move.name in urls
        ],
    }


def names_of(case: CaseView, each: ApartView) -> str:
    """The names of subjects who stand elsewhere than the case."""
    return ", ".join(name_of(person) for person in case.subjects if person.id in each.subjects)


def move_url(case: CaseView, move: MoveView, apart: ApartView | None = None) -> str:
    """Where a move is made; `apart` are those who make it where they stand elsewhere."""
    reference = case.head.reference
    if move.by_decision:
        return url_for("cases.decision", reference=reference)
    of = apart.proceeding_id if apart else None
    return url_for("cases.move", reference=reference, name=move.name, of=of)


def tasks(case: CaseView) -> list[ToDo]:
    """What is left to do: what the next move waits for, else that move, then the tasks."""
    ahead = case.next_move
    left = [
        ToDo(**each, glyph="exclamation-octagon", tone="warn")
        for each in settled(case, ahead.blockers if ahead else ())
    ]
    if ahead is not None and ahead.ready:
        left.append(_the_move(case, ahead))
    left += [
        ToDo(words=each["next"].label, url=each["next_url"], note=each["who"], glyph=FORWARD)
        for each in moves(case)["apart"]
        if each["next_url"]
    ]
    left += [ToDo(words=TELL, url=url, note=name) for name, url in untold(case)]
    return [*left, *(_task(case, task) for task in case.tasks)]


def _the_move(case: CaseView, ahead: MoveView) -> ToDo:
    """The next move as a thing that is left to do, with its time limit."""
    reading = next((clock.reading for clock in case.clocks if clock.of is None), None)
    runs = reading is not None and reading.state in {State.RUNNING, State.LATE}
    late = reading is not None and reading.state is State.LATE
    url = moves(case)["next_url"]
    return ToDo(
        words=ahead.label,
        url=url,
        note=_("the next move") if url else waits_for(case, ahead),
        glyph=FORWARD,
        tone="late" if late else "warn",
        due=reading.sentence if reading is not None and runs else "",
        due_state="late" if late else "on",
    )


def _task(case: CaseView, task: TaskView) -> ToDo:
    ends = url_for("cases.finish", reference=case.head.reference, task_id=task.id)
    return task_to_do(task, ends if "finish-task" in case.may else "")


def untold(case: CaseView) -> list[tuple[str, str]]:
    """Of whom it is not recorded that they were told of their decision, and where that is done."""
    names = {subject.id: name_of(subject) for subject in case.subjects}
    return [
        (names.get(decision.subject_id, ""), url)
        for decision in case.decisions
        if not decision.admitted and (url := tell_url(case, decision))
    ]


def told_later(case: CaseView) -> list[tuple[Text, str]]:
    """Where it is recorded that each of them was told, for the page on which a case is closed."""
    return [
        (_("%(act)s: %(name)s", act=TELL, name=name) if name else TELL, url)
        for name, url in untold(case)
    ]


def waits_for(case: CaseView, move: MoveView) -> Text:
    """Whose move it is, where it is not the reader's."""
    names = [
        each.person.name for each in case.access if each.fits and TAKES[each.capacity] is move.needs
    ]
    if names:
        return _("waits for %(names)s", names=", ".join(names))
    strict = case.head.classification is Classification.STRICTLY_CONFIDENTIAL
    if strict and move.needs in BY_LETTING_IN:
        return _(
            "waits until somebody is let in whose role allows: %(what)s", what=move.needs.label
        )
    return _("waits for somebody whose role allows: %(what)s", what=move.needs.label)


def finished(case: CaseView) -> bool:
    """Whether nothing at all is left to do in a case."""
    open_tasks = any(not task.done for task in case.tasks)
    at_end = all(stage.state != "now" for stage in case.stages)
    return at_end and not open_tasks and not case.register


def let_in(case: CaseView) -> Facts:
    """Who can open the case besides those whose role reaches it."""
    head = case.head
    shown: Facts = [{"role": _("Owner"), "name": head.owner.name if head.owner else head.desk}]
    for each in case.access:
        until = _("before %(day)s", day=each.until) if each.until else ""
        shown.append({"role": each.capacity.label, "name": each.person.name, "note": until})
    return shown


def emergency(case: CaseView) -> str:
    """Until when the reader looks in an emergency; empty for everybody else."""
    me = current_actor().user_id
    for each in case.access:
        if each.capacity is AccessCapacity.EMERGENCY and each.person.id == me and each.until:
            return day(each.until)
    return ""


def step_back(case: CaseView) -> str:
    """Where the reader ends taking part as overseer; empty for everybody else."""
    me = current_actor().user_id
    mine = (each.capacity for each in case.access if each.person.id == me)
    if AccessCapacity.OVERSEER in mine:
        return url_for("cases.end_overseeing", reference=case.head.reference)
    return ""


def shut_out(case: CaseView) -> str:
    """How many are kept out, and why."""
    kinds = Counter(bar.bar for bar in case.shut_out if not bar.proposed)
    said = [_kept_out(bar, number) for bar, number in kinds.items()]
    waiting = sum(bar.proposed for bar in case.shut_out)
    if waiting:
        said.append(
            ngettext(
                "%(count)s person until a name match is settled",
                "%(count)s people until name matches are settled",
                waiting,
            )
        )
    return " · ".join(say(each) for each in said)


def _kept_out(bar: Bar, number: int) -> Text:
    return ngettext("%(count)s person: %(why)s", "%(count)s people: %(why)s", number, why=bar.label)


def further(case: CaseView) -> Facts:
    """Rarer acts, each on a page of its own."""
    reference = case.head.reference
    return [
        {"words": words, "url": url_for(endpoint, reference=reference), "glyph": glyph}
        for right, endpoint, words, glyph in PAGES
        if right in case.may
    ]


def summary_url(case: CaseView) -> str:
    """Where the summary as a PDF is, for whoever may export it; empty while there is none."""
    endpoint = "documents.summary"
    if endpoint not in current_app.view_functions or not case.may & {"summarise", "export"}:
        return ""
    return url_for(endpoint, reference=case.head.reference)
