"""What is left to do in a matter, as its page lists it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from caseflow.labels import Text
from caseflow.matters.views import TaskView
from caseflow.web.words import day


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """One line of what is left to do."""

    words: Text | str
    url: str = ""
    note: Text | str = ""
    glyph: str = "circle"
    tone: str = ""
    typed: bool = False
    """Whether somebody typed the words."""
    done: bool = False
    due: Text | str = ""
    due_state: str = "on"
    finish: str = ""
    reopen: str = ""


def task_to_do(task: TaskView, ends: str) -> ToDo:
    """A task; `ends` is the address at which the reader ends it, empty where they may not.

    One that ends with the act it asks for is not ended by hand.
    """
    if task.ends_with_act:
        ends = ""
    return ToDo(
        words=task.words,
        typed=True,
        done=task.done,
        note=task.assignee.name if task.assignee else "",
        due=day(task.due_on) if task.due_on else "",
        due_state="late" if task.late else "on",
        finish="" if task.done else ends,
        reopen=ends if task.done else "",
    )


def own_to_do(task: TaskView, name: str, url: str) -> ToDo:
    """An open task of the reader in a list of many matters: which one it is about, and where."""
    return replace(task_to_do(task, ""), note=name, url=url)
