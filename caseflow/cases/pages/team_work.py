"""The pages that a case has as every matter: notes and tasks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from caseflow.cases.matter_spec import CASE
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import case_of, head_of, to_case
from caseflow.cases.pages.room import READ, room
from caseflow.labels import Text
from caseflow.matters.pages.matter_pages import MatterPages, mount


def frame(reference: str, title: Text) -> Mapping[str, object]:
    """The frame of a page on which something is done in a case; the title of the case is opened."""
    head = head_of(reference)
    back = url_for("cases.case", reference=reference)
    here = crumbs(head, (title, ""))
    return {"frame": "cases/act_page.html", "head": head, "crumbs": here, "matter_url": back}


mount(
    room,
    MatterPages(
        spec=CASE,
        address="/cases/<reference:reference>",
        key="reference",
        reads=READ,
        works=READ,
        matter_of=case_of,
        frame=frame,
        back=to_case,
    ),
)
