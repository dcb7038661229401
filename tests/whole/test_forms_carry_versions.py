"""Whoever sees a form filled with what is kept, or moves something on, sends the version of it."""

from __future__ import annotations

import ast
import importlib

import pytest

from caseflow.web.edit_forms import EditForm, StandingForm
from caseflow.web.forms import BaseForm
from tests.support.codebase import files, texts

LIKELY = {
    "EntityForm": "its zone and first day are likely, and nothing is kept yet",
    "FollowUpForm": "starts with today",
    "LookUpForm": "a look-up made anew",
    "RestartForm": "starts with today; the verb asks whether the limit stands still",
    "StopForm": "starts with today; the verb asks whether the limit runs",
    "TellForm": "starts with today; the verb asks whether it was told",
    "WithdrawAllegationForm": "who is chosen is likely; the verb asks what stands",
}
OWN = {
    "AccountForm": "`version`, of the corrections",
    "CategoryForm": "`before`, which its verb compares",
    "ConfirmWithdrawalForm": "`asked`, which its verb compares",
    "CorrectAllegationForm": "`version`, of the corrections",
    "CorrectPersonForm": "`version`, of the corrections",
    "CorrectToldForm": "`version`, of the corrections",
    "CorrectedForm": "`asked`, which its verb compares",
    "DayForm": "`version`, of the corrections",
    "EntityDaysForm": "`seen`: it is asked twice",
    "HappenedForm": "a step of a draft, which is its writer's own",
    "OccurrenceForm": "`version`, of the corrections",
    "PersonForm": "a step of a draft, which is its writer's own; another one is a new account",
    "ReachedForm": "a step of a draft, which is its writer's own",
    "ReportForm": "`version`, of the corrections",
}
"""Forms that are filled and are no `EditForm`, with what they carry in its place."""
PLAIN = (
    *("PasswordForm", "SignInForm", "ChooseForm"),
    *("AnswerForm", "ParameterForm", "NamedForm", "ConfirmWithdrawalForm"),
    *("ReachingForm", "CorrectionForm", "OutsideForm"),
)
"""Forms of passwords; parts of other forms, and a button; what forms have in common."""
MOVES = (
    *("DecisionForm", "MoveForm", "ReasonedMoveForm"),
    *("ReferralMoveForm", "WithdrawForm", "NoticeForm"),
)


def forms_by_name() -> dict[str, list[type[BaseForm]]]:
    """Every form class of the product."""
    for path in files("caseflow/", ending=".py"):
        if "/forms" in path or path.endswith("cases/pages/sheet.py"):
            importlib.import_module(path.removesuffix(".py").replace("/", "."))
    found: dict[str, list[type[BaseForm]]] = {}
    waiting = list(BaseForm.__subclasses__())
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.startswith("caseflow."):
            found.setdefault(each.__name__, []).append(each)
    return found


def filled_forms(text: str) -> set[str]:
    """The names of the forms that a module makes with `data=`."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    names = {
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for call in calls
        if any(word.arg == "data" for word in call.keywords)
    }
    return {name for name in names if name.endswith("Form")}


def every_filled_form() -> set[str]:
    return {
        name for text in texts("caseflow/", ending=".py").values() for name in filled_forms(text)
    }


def test_every_form_that_is_filled_with_what_is_kept_carries_its_version():
    classes = forms_by_name()
    filled = every_filled_form()
    assert len(filled) > 20
    bare = {
        name
        for name in filled
        if not all(issubclass(each, EditForm) for each in classes.get(name, [BaseForm]))
    }
    assert bare - set(LIKELY) - set(OWN) == set()


def test_no_exception_is_left_that_is_none():
    assert (set(LIKELY) | set(OWN)) - every_filled_form() == set()


@pytest.mark.parametrize("name", MOVES)
def test_a_form_that_moves_something_on_carries_where_it_stood(name):
    moving = [each for each in forms_by_name()[name] if "reference" not in each.__module__]
    kinds = {each.__module__: issubclass(each, StandingForm) for each in moving}
    assert any(kinds.values()), kinds


def test_the_rule_sees_a_form_without_a_version():
    assert filled_forms("form = forms.NoteForm(data={'words': 'x'})") == {"NoteForm"}


def fills(found: object) -> bool:
    """Whether this is a field of a form class."""
    return hasattr(found, "field_class")


def test_lists_of_drafts_can_name_every_form():
    asking = [each for kinds in forms_by_name().values() for each in kinds]
    fields = {
        each: [n for n in dir(each) if hasattr(getattr(each, n), "field_class")] for each in asking
    }
    nameless = {
        f"{each.__module__}.{each.__name__}"
        for each in asking
        if fields[each] and each.called is None and each.__name__ not in PLAIN
    }
    assert nameless == set()
