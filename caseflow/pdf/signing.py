"""Signing: an export is certified with the organisation's own key, and may not be changed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.x509.oid import NameOID

from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.pdf.threads import without_a_loop

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

KEY_FILE = "pdf-signer-key.pem"
CERTIFICATE_FILE = "pdf-signer-certificate.pem"
LIFE = timedelta(days=365 * 20)
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
FOR_EVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # no end is known (RFC 5280, 4.1.2.5)
FIELD = "CaseFlow"
RESERVED = 6144  # hexadecimal digits for the signature: three times what a P-256 one needs
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


@dataclass(frozen=True)
class Signer:
    """A private key and the certificate that others trust."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate as it is handed out to those who verify."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def create_signer(directory: Path, *, organisation: str, now: datetime) -> Signer:
    """Make a P-256 key and a self-signed certificate in the directory, if there are none yet.

    The key file is readable by its owner only. An existing pair is read and returned.
    """
    directory.mkdir(parents=True, exist_ok=True)
    if (directory / KEY_FILE).exists():
        return load_signer(directory)
    key = ec.generate_private_key(ec.SECP256R1())
    begins = now - timedelta(minutes=5)
    serial = x509.random_serial_number()
    signer = Signer(key, _certificate(key, organisation, serial, begins, now + LIFE))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(directory / CERTIFICATE_FILE, signer.pem, 0o644)
    _write(directory / KEY_FILE, secret, 0o600)
    return signer


@lru_cache(maxsize=4)
def signer_for(key: ec.EllipticCurvePrivateKey, organisation: str) -> Signer:
    """The signer around a P-256 key that is kept elsewhere.

    The certificate follows from the key and the name alone (deterministic ECDSA, RFC 6979), so
    that it cannot be lost: every process, and every restored backup, makes the same one.
    """
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    serial = int.from_bytes(hashlib.sha256(point).digest()[:16], "big")
    return Signer(key, _certificate(key, organisation, serial, EARLIEST, FOR_EVER))


def load_signer(directory: Path) -> Signer:
    """Read the pair made by `create_signer`.

    Raises NotReady when a file is missing or unreadable, is not what it should be, or when
    the key may be read by others than its owner.
    """
    try:
        if (directory / KEY_FILE).stat().st_mode & 0o077:
            raise NotReady(_("The key for signing documents may be read by others than its owner."))
        key = serialization.load_pem_private_key((directory / KEY_FILE).read_bytes(), None)
        certificate = x509.load_pem_x509_certificate((directory / CERTIFICATE_FILE).read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise NotReady(_("The key for signing documents cannot be read.")) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or (
        key.public_key() != certificate.public_key()
    ):
        raise NotReady(_("The key for signing documents does not belong to its certificate."))
    return Signer(key, certificate)


def sign(pdf: bytes, signer: Signer, *, reason: str, now: datetime) -> bytes:
    """The PDF with a PAdES signature over the whole file that allows no change at all.

    Every byte of the result is determined by what is signed, so that any other byte is a
    forgery: the signature takes the lower of its two equivalent values.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )

    class AtMoment(PdfSigner):
        """Takes the moment from the caller, not from the machine."""

        def init_signing_session(self, *args: Any, **options: Any) -> Any:
            session = super().init_signing_session(*args, **options)
            session.system_time = now
            return session

    out = BytesIO()
    signing = AtMoment(meta, _pyhanko(signer))
    without_a_loop(
        signing.sign_pdf,
        IncrementalPdfFileWriter(BytesIO(pdf)),
        bytes_reserved=RESERVED,
        output=out,
    )
    return out.getvalue()


@lru_cache(maxsize=4)
def _pyhanko(signer: Signer) -> SimpleSigner:
    """The pair as pyHanko wants it."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class LowSigner(SimpleSigner):
        """Signs with the lower s: without this, n - s would be a second valid file."""

        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            r, s = decode_dss_signature(signer.key.sign(data, ec.ECDSA(hashes.SHA256())))
            return encode_dss_signature(r, min(s, ORDER - s))

    secret = signer.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = signer.certificate.public_bytes(serialization.Encoding.DER)
    return LowSigner(
        signing_cert=asn1_x509.Certificate.load(public),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey,
    organisation: str,
    serial: int,
    begins: datetime,
    ends: datetime,
) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "CaseFlow documents"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )


def _write(path: Path, body: bytes, mode: int) -> None:
    """Write a new file that is never readable by more than `mode` says."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
