"""Two ways to a case that one cannot see: asking its owner, and breaking the glass.

Whatever was typed, the answer is the same to the byte, and comes after the same time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.working import BreakGlassForm, JoinForm
from caseflow.cases.pages.room import READ, room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.asking import ask_to_join
from caseflow.cases.services.breaking_glass import LASTS
from caseflow.cases.services.breaking_glass import break_glass as break_the_glass
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_marks import RENEWING
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.lifecycle import reading_first

NEUTRAL = _("If there is such a case, its owner has been told.")
NEUTRAL_OF_GLASS = _(
    "If there is such a case, its owner has been told. Unless something keeps you out of it, you"
    " can read it now: look for its reference."
)
BREAK = CasePermission.BREAK_GLASS
STEP = 0.4
"""Seconds. An answer comes at a whole number of these, however much there was to do."""

RENEWING.update({JoinForm.__name__, BreakGlassForm.__name__})


@room.route("/cases/join", methods=["GET", "POST"], permission=READ)
def join() -> ResponseReturnValue:
    """Ask to be let into a case one knows the reference of."""
    form = JoinForm()
    if request.method == "POST" and form.validate():
        with reading_first(), evenly():
            ask_to_join(
                store.session_factory(), form.reference.data, form.reason.data, **actor_and_now()
            )
        tell(NEUTRAL, "info")
        return redirect(url_for("cases.join"))
    return form_page("cases/join.html", form, breakable=actor_and_now()["actor"].may(BREAK))


@room.route("/cases/break-glass", methods=["GET", "POST"], permission=BREAK)
def break_glass() -> ResponseReturnValue:
    """Open a case in an emergency."""
    form = BreakGlassForm()
    if request.method == "POST" and form.validate():
        with reading_first(), evenly():
            break_the_glass(
                store.session_factory(), form.reference.data, form.reason.data, **actor_and_now()
            )
        tell(NEUTRAL_OF_GLASS, "info")
        return redirect(url_for("cases.break_glass"))
    return form_page("cases/break_glass.html", form, days=LASTS.days)


@contextmanager
def evenly() -> Iterator[None]:
    """Take as long for a case that exists as for one that does not."""
    begun = time.monotonic()
    try:
        yield
    finally:
        time.sleep(rest_of_step(time.monotonic() - begun))


def rest_of_step(spent: float) -> float:
    """How long to wait after so many seconds until the step is full."""
    return STEP - spent % STEP
