"""Verification: whether a PDF is one of ours, and every byte of it as it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from caseflow.errors import Refused
from caseflow.labels import Text, _
from caseflow.pdf.container import CHANGED, UNSIGNED, authenticate
from caseflow.pdf.threads import without_a_loop

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

MAGIC = b"%PDF-"


@dataclass(frozen=True)
class Verdict:
    """The answer, in a sentence; number, moment and reason are given for genuine files only.

    `signed_at` is the moment the server wrote when it signed.
    """

    genuine: bool
    sentence: Text
    export_number: str | None = None
    signed_at: datetime | None = None
    reason: str | None = None


def verify(pdf: bytes, trusted: Sequence[x509.Certificate]) -> Verdict:
    """Judge any bytes at all; never raises.

    Genuine means: signed by one of the trusted certificates, over the whole file, certified
    against any change, with nothing appended, nothing in the padding of the signature, and
    no byte different from the file that left the system.
    """
    if not pdf:
        return Verdict(False, _("The file is empty."))
    if not pdf.startswith(MAGIC):
        return Verdict(False, _("This file is not a PDF."))
    try:
        certificate = authenticate(pdf, trusted)
    except Refused as refusal:
        if refusal.sentence == UNSIGNED and b"/Encrypt" in pdf:
            return Verdict(
                False, _("This PDF is encrypted. Documents of this organisation never are.")
            )
        return Verdict(False, Text(refusal.sentence))
    return _second_opinion(pdf, certificate)


def _second_opinion(pdf: bytes, certificate: x509.Certificate) -> Verdict:
    """The judgement of pyHanko on a file whose bytes are known to be ours, and what it says."""
    from asn1crypto import x509 as asn1_x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(BytesIO(pdf))
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        return Verdict(False, CHANGED)
    moment = signatures[0].self_reported_timestamp
    root = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=moment)
    status = without_a_loop(
        validate_pdf_signature,
        signatures[0],
        context,
        key_usage_settings=KeyUsageConstraints({"digital_signature"}),
    )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.bottom_line and whole and status.docmdp_ok):
        return Verdict(False, CHANGED)
    reason = signatures[0].sig_object.get("/Reason")
    return Verdict(
        genuine=True,
        sentence=_("This file is genuine: it is exactly as it was signed."),
        export_number=_export_number(reader),
        signed_at=moment,
        reason=str(reason) if reason else None,
    )


def _export_number(reader: PdfFileReader) -> str | None:
    """The number the furniture wrote into the keywords of the file."""
    keywords = reader.trailer["/Info"].get("/Keywords")
    return str(keywords) if keywords else None
