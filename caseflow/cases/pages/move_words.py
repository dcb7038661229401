"""What a move means, said before it is made: time limits, who is told, what stays, the way back."""

from __future__ import annotations

from caseflow.cases.opened_case.move_views import MoveView
from caseflow.cases.opened_case.views import CaseView
from caseflow.clocks.limits import Limit, Unit
from caseflow.labels import Text, _, ngettext

WRITTEN = _("The move is written into the course of the case with your name and the time.")
SETS_ASIDE = _(
    "Each decision in this case is set aside: its final findings and measures no longer apply, and "
    "the case waits for a new decision. This cannot be undone: only a new decision takes its place."
)
SETS_ASIDE_OF_THESE = _(
    "Each decision on the subjects who take this step is set aside: its final findings and "
    "measures no longer apply, and they wait for a new decision. Decisions on the others stay in "
    "force. This cannot be undone: only a new decision takes their place."
)
OF_SOME = _(
    "Only the subjects who stand here take this step; the others stay where they stand. The case "
    "shows the stage of whoever is least advanced, and is due when the first of its limits ends."
)
TOLD = _(
    "Whoever answers for the case gets a notice. CaseFlow tells nobody else that it is closed: the "
    "subject and whoever reported it hear it from you."
)
NO_LIMIT = _("No time limit runs from then on.")
NOT_TOLD = _(
    "It is not recorded that each subject was told of the decision. You can record it now or later."
)
REGISTER_STAYS = _(
    "The screening register stays as it is: what the decision proposed for it goes its own way."
)
REGISTER_WITHOUT = _("Nobody is proposed for the screening register by it.")
NO_WAY_BACK = _(
    "There is no undo. Somebody who reviews can reopen the case with a reason: then every finding "
    "and decision in it is set aside, and it starts anew at its assessment."
)
WAY_BACK = _(
    "There is no undo. Somebody who reviews can reopen the case with a reason; it then goes on "
    "from its assessment."
)


def meaning(view: CaseView, move: MoveView) -> list[Text]:
    """What making this move means, a sentence at a time; a closing move says what it leaves."""
    if move.undoes_decisions and is_decided(view):
        return [SETS_ASIDE_OF_THESE] if move.of_some else [SETS_ASIDE]
    if move.of_some:
        return [WRITTEN, OF_SOME]
    said = [WRITTEN, *_limits(view, move)]
    return [*said, *_closing(view)] if move.closes else said


def is_decided(view: CaseView) -> bool:
    """Whether anything was decided; an old register may hold final findings and no decision."""
    return bool(view.decisions) or any(
        cell is not None and cell.final for row in view.matrix for cell in row.cells
    )


def _limits(view: CaseView, move: MoveView) -> list[Text]:
    """Which clocks this move ends, and which one begins."""
    said = [
        _(
            "The time limit “%(limit)s” ends: %(how)s.",
            limit=limit.label,
            how=clock.reading.sentence,
        )
        for clock in view.clocks
        if clock.is_of(None)
        and (limit := clock.reading.limit) != move.begins
        and move.end != view.head.stage
    ]
    if move.begins is not None and move.end != view.head.stage:
        said.append(_goes_on(view, move) or _begins(move.begins))
    elif move.closes:
        said.append(NO_LIMIT)
    return said


def _goes_on(view: CaseView, move: MoveView) -> Text | None:
    """That the limit runs there already, for others who stand at that stage; None where none do."""
    for clock in view.clocks:
        if clock.stage == move.end and clock.reading.limit == move.begins:
            return _(
                "The time limit “%(limit)s” runs there already, for others in this case: %(how)s.",
                limit=clock.reading.limit.label,
                how=clock.reading.sentence,
            )
    return None


def _begins(limit: Limit) -> Text:
    return _(
        "The time limit “%(limit)s” begins: %(length)s (%(basis)s).",
        limit=limit.label,
        length=_length(limit),
        basis=limit.basis,
    )


def _length(limit: Limit) -> Text:
    match limit.unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(count)s working day", "%(count)s working days", limit.amount)
        case Unit.DAYS:
            return ngettext("%(count)s calendar day", "%(count)s calendar days", limit.amount)
        case Unit.MONTHS:
            return ngettext("%(count)s month", "%(count)s months", limit.amount)


def _closing(view: CaseView) -> list[Text]:
    """Who is told, what stays open, what the register does, and the way back."""
    said = [TOLD]
    if still_open := sum(not task.done for task in view.tasks):
        said.append(
            ngettext(
                "%(count)s task stays open and can still be done.",
                "%(count)s tasks stay open and can still be done.",
                still_open,
            )
        )
    if any(not each.admitted and each.told_on is None for each in view.decisions):
        said.append(NOT_TOLD)
    measured = any(decision.measures for decision in view.decisions)
    said.append(REGISTER_STAYS if measured else REGISTER_WITHOUT)
    answered = any(
        cell is not None and cell.outcome is not None for row in view.matrix for cell in row.cells
    )
    return [*said, NO_WAY_BACK if answered or view.decisions else WAY_BACK]
