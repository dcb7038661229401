"""What was withdrawn as entered by mistake, in the words of the page of a case."""

from __future__ import annotations

from typing import Any

from flask import url_for

from caseflow.cases.opened_case.views import CaseView, WithdrawnView
from caseflow.cases.pages.case_words import details_of, name_of
from caseflow.labels import _
from caseflow.web.words import say


def withdrawn(case: CaseView) -> dict[str, list[dict[str, Any]]]:
    """The people and the allegations that were withdrawn, each with how it is taken back."""
    shown: dict[str, list[dict[str, Any]]] = {"people": [], "allegations": []}
    for each in case.withdrawn:
        shown["allegations" if each.person is None else "people"].append(_line(case, each))
    return shown


def title_of(entry: WithdrawnView) -> str:
    """What it is called: a person's name, or a code with the kind of conduct."""
    if entry.person is not None:
        return name_of(entry.person)
    return f"{entry.code} · {say(entry.label)}"


def _line(case: CaseView, entry: WithdrawnView) -> dict[str, Any]:
    if entry.person is not None:
        said = [say(entry.person.part.label), details_of(entry.person)]
    else:
        names = ", ".join(name_of(each) for each in entry.against)
        said = [say(_("against %(names)s", names=names))]
    back = url_for("cases.count_anew", reference=case.head.reference, withdrawal_id=entry.id)
    return {
        "title": title_of(entry),
        "sub": " · ".join(each for each in said if each),
        "reason": entry.reason,
        "when": entry.at,
        "who": entry.by.name,
        "url": back if "correct" in case.may else "",
    }
