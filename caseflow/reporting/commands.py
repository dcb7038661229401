"""`flask verify`: whether a PDF or an export number is genuine."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose
from caseflow.audit.acts import Outcome
from caseflow.audit.record import record
from caseflow.cases.acts import CaseAct
from caseflow.crypto.secrets import SECRETS
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reporting.models import Export
from caseflow.reporting.numbers import EXPORT_NUMBERS
from caseflow.reporting.purposes import ReportPurpose
from caseflow.reporting.verifying import LARGEST, Answer, judge_file, judge_number, trusted

Opener = Callable[[Purpose], AbstractContextManager[Session]]


def verify_command(opened: Opener, keys: Callable[[], Path]) -> click.Command:
    """The command; `opened(purpose)` gives a system session, `keys` the folder of keys."""

    @click.command("verify")
    @click.argument("document", metavar="FILE|NUMBER")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
    @click.pass_context
    def run(context: click.Context, document: str, as_json: bool) -> None:
        """Tell whether a PDF, or the export number printed on one, is genuine (exit status 0)."""
        with opened(ReportPurpose.DOCUMENT_CHECKING) as session:
            answer = _judged(session, document, keys())
            record(
                session,
                CaseAct.EXPORT_VERIFIED,
                outcome=Outcome.DONE if answer.genuine else Outcome.FAILED,
                thing_kind=Export.__tablename__,
                thing_id=answer.export.id if answer.export else None,
                root_id=answer.export.root_id if answer.export else None,
            )
            session.commit()
        click.echo(json.dumps(_plain(answer)) if as_json else _said(answer))
        context.exit(0 if answer.genuine else 1)

    return run


def _judged(session: Session, document: str, keys: Path) -> Answer:
    """A file of this name comes first; else it is a number."""
    try:
        path = Path(document)
        if path.is_file():
            with path.open("rb") as file:
                pdf = file.read(LARGEST + 1)
            return judge_file(session, pdf, trusted(SECRETS.of(session), keys))
        if EXPORT_NUMBERS.parse(document) is None:
            return Answer(False, _("There is no such file, and this is no export number."))
        return judge_number(session, document)
    except NotReady as refusal:
        return Answer(False, refusal.sentence)
    except (OSError, ValueError):
        return Answer(False, _("This file cannot be read."))


def _plain(answer: Answer) -> dict[str, Any]:
    return {
        "genuine": answer.genuine,
        "sentence": str(answer.sentence),
        "number": answer.number,
        "made_on": answer.made_on.isoformat() if answer.made_on else None,
        "level": answer.level.value if answer.level else None,
    }


def _said(answer: Answer) -> str:
    lines = [str(answer.sentence)]
    if answer.genuine:
        made = f"Number {answer.number}, made on {answer.made_on}"
        lines.append(f"{made}, {answer.level.label.lower()}." if answer.level else f"{made}.")
    return "\n".join(lines)
