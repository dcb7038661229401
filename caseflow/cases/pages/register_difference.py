"""What an old register says now of a case that somebody worked on: dealt with."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from caseflow.cases.pages.doing import case_of, to_case
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.register_differences import settle_difference
from caseflow.labels import _
from caseflow.web.form_pages import actor_and_now
from caseflow.web.lifecycle import perform


@room.route(
    "/cases/<reference:reference>/register/settle",
    methods=["POST"],
    permission=CasePermission.EDIT,
)
def settle_register(reference: str) -> ResponseReturnValue:
    """Show no more in what the old register differs."""
    perform(settle_difference, case_of(reference), **actor_and_now())
    sentence = _("What the old register says now is not shown any more, until it changes again.")
    return to_case(reference, sentence)
