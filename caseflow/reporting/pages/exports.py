"""Summaries of cases, as a signed PDF and as a page, and the list of those one may summarise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flask import abort, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from caseflow.cases.opened_case.summary import CaseSummary, Level, default_level, summarise
from caseflow.cases.pages.room import ReferenceConverter
from caseflow.cases.permissions import CasePermission
from caseflow.crypto.secrets import SECRETS
from caseflow.errors import NotFound, NotReady
from caseflow.labels import Text, _
from caseflow.pdf.content import Block, Heading, Withheld
from caseflow.reporting.acts_out_of_scope import MOST
from caseflow.reporting.documents import Made, blocks, summary_pdf
from caseflow.reporting.pages.searching import SCOPE
from caseflow.reporting.permissions import ReportPermission
from caseflow.reporting.redacting import redacted
from caseflow.reporting.scope import ScopePage, cases_in_scope
from caseflow.reporting.services import draw, keep_export
from caseflow.reporting.verifying import signer_of
from caseflow.web import store
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import afterwards, deny
from caseflow.web.list_pages import asked_key, page_links
from caseflow.web.menus import Group, MenuEntry, register_menu
from caseflow.web.search import register_search
from config import Config

room = Room("documents", __name__)
room.record(lambda state: state.app.url_map.converters.update(reference=ReferenceConverter))
register_menu(
    MenuEntry(
        Group.OVERSIGHT,
        _("Cases in scope"),
        "documents.scope",
        "folder2",
        ReportPermission.AUDIT_READ,
        order=20,
        key="g s",
    )
)
register_search(SCOPE)
LEVELS = list(Level)  # from the fullest to the barest


@room.route("/cases/<reference:reference>/summary.pdf", permission=CasePermission.SUMMARISE)
def summary(reference: str) -> ResponseReturnValue:
    """The signed PDF at the reader's own level, or at a lower one that is asked for."""
    session, actor = store.session(), current_actor()
    level, _most = allowed_level(session, reference)
    if request.method == "HEAD":  # a look at the headers makes no document
        return "", {"Content-Type": "application/pdf"}
    drawn = draw(session, now=g.now)
    view = summary_of(session, reference, level, export=drawn.number)
    secrets = SECRETS.of(session)
    pdf = summary_pdf(
        view, Made(drawn.number, actor.name, g.now), signer_of(secrets), fonts=own_fonts()
    )
    now = g.now

    def keep(ending: Session) -> None:
        keep_export(ending, drawn, case_id=view.id, level=level, pdf=pdf, actor=actor, now=now)

    afterwards(keep)
    answer = make_response(pdf)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{drawn.number}.pdf"'
    return answer


@room.route("/cases/<reference:reference>/summary", permission=CasePermission.SUMMARISE)
def page(reference: str) -> ResponseReturnValue:
    """The same words as a page, for whoever reads it with a screen reader or prints nothing."""
    session = store.session()
    level, most = allowed_level(session, reference)
    view = summary_of(session, reference, level)
    said = list(blocks(view))
    return render_template(
        "reporting/summary.html",
        view=view,
        sections=sections(said),
        withheld=[item for block in said if isinstance(block, Withheld) for item in block.items],
        levels=[
            {
                "words": each.label,
                "url": url_for("documents.page", reference=reference, level=each.value),
                "current": each is level,
            }
            for each in LEVELS[LEVELS.index(most) :]
        ],
        pdf_url=url_for("documents.summary", reference=reference, level=level.value),
        scope_url=scope_url(),
    )


@room.route("/audit/cases", permission=ReportPermission.AUDIT_READ)
def scope() -> ResponseReturnValue:
    """The cases within the auditor's engagements, with a way to each summary."""
    asked, problem = request.args.get("reference", "")[:100], ""
    found = ScopePage((), None)
    try:
        found = cases_in_scope(
            store.session(),
            actor=current_actor(),
            reference=asked,
            after=asked_key(),
        )
    except NotReady as refusal:
        if refusal.field == "after":
            raise
        problem = refusal.sentence
    return render_template(
        "reporting/scope.html",
        found=found,
        asked=asked,
        problem=problem,
        links=page_links(found.after),
        number=found.beyond,
        most=MOST,
    )


def allowed_level(session: Session, reference: str) -> tuple[Level, Level]:
    """The level to answer with, and the fullest that is this reader's.

    A refusal reads like a missing page.

    Raises NotFound, and records that something out of reach was asked for.
    """
    try:
        most = default_level(session, reference, actor=current_actor())
    except NotFound:
        deny()
        raise
    wish = request.args.get("level")
    level = most if wish is None else next((x for x in Level if x.value == wish), None)
    if level is None:
        abort(404)
    if LEVELS.index(level) < LEVELS.index(most):
        deny({"level": level.value})
        abort(404)
    return level, most


def summary_of(session: Session, reference: str, level: Level, *, export: str = "") -> CaseSummary:
    """The summary as it may be delivered; the look is recorded."""
    actor = current_actor()
    return redacted(
        summarise(session, reference, level=level, actor=actor, now=g.now, export=export)
    )


@dataclass
class Section:
    """A heading and what stands under it, each block with the name of its kind."""

    title: Text | str
    blocks: list[tuple[str, Block]] = field(default_factory=list)


def sections(every: Iterable[Block]) -> list[Section]:
    """The blocks of a document as the sections of a page, but for what was withheld."""
    found: list[Section] = []
    for block in every:
        if isinstance(block, Heading) and block.level == 1:
            found.append(Section(block.text))
        elif not isinstance(block, Withheld):
            found[-1].blocks.append((type(block).__name__.lower(), block))
    return found


def scope_url() -> str:
    """Where an auditor came from; empty for others."""
    return url_for("documents.scope") if current_actor().may(ReportPermission.AUDIT_READ) else ""


def own_fonts() -> Path | None:
    """The organisation's own fonts, for scripts that the shipped ones lack."""
    config: Config = current_app.extensions["caseflow.config"]
    folder = config.home / "fonts"
    return folder if folder.is_dir() else None
