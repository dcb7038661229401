"""Setting a task, and marking one as done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue

from caseflow.labels import _
from caseflow.matters.forms import TaskForm
from caseflow.matters.queries import possible_doers
from caseflow.matters.services import tasks
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform

if TYPE_CHECKING:
    from caseflow.matters.pages.matter_pages import MatterPages


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the page on which a task is set, and the buttons that end one."""

    @room.route(
        f"{pages.address}/tasks/new",
        methods=["GET", "POST"],
        permission=pages.works,
        endpoint="task",
    )
    def task(**at: str) -> ResponseReturnValue:
        """Add a task."""
        return _task_page(pages, at[pages.key])

    @room.route(
        f"{pages.address}/tasks/<uuid:task_id>",
        methods=["POST"],
        permission=pages.works,
        endpoint="finish",
    )
    def finish(task_id: UUID, **at: Any) -> ResponseReturnValue:
        """Mark a task as done, or open it again."""
        key, done = at[pages.key], "open" not in request.form
        perform(tasks.finish_task, pages.matter_of(key), task_id, done=done, **actor_and_now())
        words = _("The task is done.") if done else _("The task is open again.")
        return pages.back(key, words, "tasks")


def _task_page(pages: MatterPages, key: str) -> ResponseReturnValue:
    session, matter = store.session(), pages.matter_of(key)
    pages.spec.require_work(session, current_actor(), matter)
    form = TaskForm()
    people = possible_doers(session, matter, actor=current_actor(), now=g.now)
    form.assignee.offer([(str(each.id), ", ".join(filter(None, each[1:]))) for each in people])
    done = submit(
        form,
        lambda: tasks.add_task(
            pages.matter_of(key),
            form.words.data,
            assignee=form.assignee.chosen_id,
            due_on=form.due_on.data,
            **actor_and_now(),
        ),
    )
    if done:
        return pages.back(key, _("The task is added."), "tasks")
    title = _("Add a task")
    shown = pages.frame(key, title)
    return form_page("matters/form.html", form, title=title, button=title, **shown)
