"""The pages of forms, one way for all rooms: show one, do what was sent, answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypedDict, TypeVar

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from caseflow.access.actor import Actor
from caseflow.errors import NotReady
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform

T = TypeVar("T")


class ActorAndNow(TypedDict):
    """Who acts, and when: the last arguments of every verb."""

    actor: Actor
    now: datetime


def actor_and_now() -> ActorAndNow:
    """Whoever is signed in, now."""
    return {"actor": current_actor(), "now": g.now}


def value_of(field: Any) -> Any:
    """What a checked field holds; the form has seen to its type."""
    return field.data


@dataclass(frozen=True)
class Done(Generic[T]):
    """What a verb made."""

    result: T


def submit(
    form: BaseForm,
    verb: Callable[[], T],
    *,
    show: Callable[[BaseForm, Any], None] = BaseForm.refuse,
    shown: tuple[type[Exception], ...] = (NotReady,),
) -> Done[T] | None:
    """Do what a sent form asks, once everything in it is right; None when it was not done.

    What the verb raises of the kinds `shown` is shown in the form, by `show`; all else goes on.
    """
    if request.method != "POST" or not form.validate():
        return None
    try:
        return Done(perform(verb))
    except shown as error:
        show(form, error)
        return None


def form_page(template: str, form: BaseForm, **things: object) -> ResponseReturnValue:
    """The page of a form: 422 where something in it needs the writer."""
    return render_template(template, form=form, **things), 422 if form.errors else 200
