"""Whether a file or a number is one of ours, said without a word of what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from cryptography import x509
from sqlalchemy.orm import Session

from caseflow.cases.opened_case.summary import Level
from caseflow.crypto.secrets import Secrets
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.pdf.signing import Signer, signer_for
from caseflow.pdf.verifying import verify
from caseflow.reporting.models import Export
from caseflow.reporting.numbers import EXPORT_NUMBERS

ORGANISATION = "CaseFlow"
RETIRED = "export-retired"
LARGEST = 20 * 1024 * 1024
NOT_A_NUMBER = _(
    "This is not an export number. It begins with X and a year, such as X-2026-, ten digits "
    "follow, and the last digit shows whether one was mistyped."
)
TOO_LARGE = _(
    "This file is too large to be one of our documents: none has %(most)s MB.",
    most=LARGEST // 1_048_576,
)


@dataclass(frozen=True)
class Answer:
    """Genuine or not, in a sentence; day and level only of what is genuine and listed here."""

    genuine: bool
    sentence: str
    made_on: date | None = None
    level: Level | None = None
    number: str | None = None
    export: Export | None = None
    """For the trail only."""


def signer_of(secrets: Secrets) -> Signer:
    """Whoever signs this installation's documents."""
    return signer_for(secrets.export_signing, ORGANISATION)


def trusted(secrets: Secrets, keys: Path) -> list[x509.Certificate]:
    """The certificates whose documents are ours: today's, and those laid into `export-retired`.

    Raises NotReady, naming the file, when one of them cannot be read.
    """
    found = [signer_of(secrets).certificate]
    for path in sorted((keys / RETIRED).glob("*.pem")):
        try:
            found.append(x509.load_pem_x509_certificate(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise NotReady(_("The certificate %(name)s cannot be read.", name=path.name)) from error
    return found


def judge_number(session: Session, typed: str) -> Answer:
    """Whether a document with this number was made here. Needs a session past the wall.

    Raises NotReady for what cannot be an export number.
    """
    number = EXPORT_NUMBERS.parse(typed)
    if number is None:
        raise NotReady(NOT_A_NUMBER, field="number")
    export = _export(session, number)
    if export is None:
        return Answer(False, _("No document with this number was made here."))
    return Answer(
        True,
        _("A document with this number was made here."),
        made_on=office_day(export.made_at),
        level=export.level,
        number=number,
        export=export,
    )


def judge_file(session: Session, pdf: bytes, certificates: Sequence[x509.Certificate]) -> Answer:
    """Whether these bytes are a document as it left this system; any bytes may be given.

    Needs a session past the wall.
    """
    if len(pdf) > LARGEST:
        return Answer(False, TOO_LARGE)
    verdict = verify(pdf, certificates)
    if not verdict.genuine:
        return Answer(False, verdict.sentence)
    number = verdict.export_number
    export = _export(session, number) if number else None
    moment = export.made_at if export else verdict.signed_at
    return Answer(
        True,
        verdict.sentence,
        made_on=office_day(moment) if moment else None,
        level=export.level if export else None,
        number=number,
        export=export,
    )


def _export(session: Session, number: str) -> Export | None:
    return session.scalar(sa.select(Export).where(Export.number == number))
