"""The signature container, read strictly: one signature, one way to write it, nothing beside it.

Everything here is decided on bytes and on the signer's public key, before any part of the file
is read as a PDF: what reaches a PDF reader afterwards is exactly what was once signed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding

from caseflow.errors import Refused
from caseflow.labels import _
from caseflow.pdf.signing import ORDER

CHANGED = _("This file was changed after it was signed. Do not rely on it.")
APPENDED = _("Something was added to this file after it was signed. Do not rely on it.")
DAMAGED = _("The signature in this file was altered. Do not rely on the file.")
STRANGER = _("This file was not signed by this organisation.")
UNSIGNED = _("This PDF carries no signature of this organisation.")
BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,4}\[\s{0,4}0\s{1,8}(\d{1,12})\s{1,8}(\d{1,12})\s{1,8}(\d{1,12})\s{0,8}\]"
)
LARGEST = 65536  # of a container, in hexadecimal digits
HEXADECIMAL = re.compile(rb"<(?:[0-9A-F]{2})+>")
# what reading hostile ASN.1 may end in
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class Parts(NamedTuple):
    """A file cut into what the signature covers and the signature itself."""

    covered: bytes
    container: bytes


class Signed(NamedTuple):
    """What the container holds: a certificate, the attributes that are signed, a signature."""

    certificate: bytes
    attributes: bytes
    signature: bytes


def authenticate(pdf: bytes, trusted: Iterable[x509.Certificate]) -> x509.Certificate:
    """Which of the trusted certificates signed exactly these bytes; otherwise raise Refused."""
    parts = _cut(pdf)
    signed = _parsed(_unpadded(parts.container))
    certificate = next(
        (one for one in trusted if one.public_bytes(Encoding.DER) == signed.certificate), None
    )
    if certificate is None:
        raise Refused(STRANGER)
    _check(certificate, signed)
    if _digest(signed.attributes) != hashlib.sha256(parts.covered).digest():
        raise Refused(CHANGED)
    return certificate


def _cut(pdf: bytes) -> Parts:
    """The covered bytes and the container; the range has to reach the end of the file."""
    ranges = [tuple(map(int, found.groups())) for found in BYTE_RANGE.finditer(pdf)]
    if not ranges:
        raise Refused(UNSIGNED)
    for end, start, length in ranges:
        if start + length != len(pdf) or not 0 < start - end <= LARGEST:
            continue
        gap = pdf[end:start]
        if HEXADECIMAL.fullmatch(gap):
            return Parts(pdf[:end] + pdf[start:], bytes.fromhex(gap[1:-1].decode("ascii")))
    if any(0 < start + length < len(pdf) for _end, start, length in ranges):
        raise Refused(APPENDED)
    raise Refused(CHANGED)


def _unpadded(container: bytes) -> bytes:
    """The DER value; what follows it has to be zeros to the last byte."""
    if len(container) < 4 or container[:2] != b"\x30\x82":
        raise Refused(DAMAGED)
    end = 4 + int.from_bytes(container[2:4], "big")
    if end > len(container) or any(container[end:]):
        raise Refused(DAMAGED)
    return container[:end]


def _parsed(der: bytes) -> Signed:
    """The signed data, refused unless its one canonical encoding is what was given."""
    from asn1crypto import cms

    try:
        given = cms.ContentInfo.load(der, strict=True)["content"]
        info = given["signer_infos"][0]
        signed = Signed(
            given["certificates"][0].chosen.dump(),
            b"\x31" + info["signed_attrs"].dump()[1:],
            info["signature"].native,
        )
        whole = _canonical(signed)
    except UNREADABLE as error:
        raise Refused(DAMAGED) from error
    if whole != der:
        raise Refused(DAMAGED)
    return signed


def _digest(attributes: bytes) -> object:
    """The digest of the covered bytes, as the attributes name it; they are ours by now."""
    from asn1crypto import cms

    said = {one["type"].native: one["values"] for one in cms.CMSAttributes.load(attributes)}
    return said["message_digest"][0].native


def _canonical(parts: Signed) -> bytes:
    """The container our signer would write around these attributes and this signature."""
    from asn1crypto import algos, cms
    from asn1crypto import x509 as asn1_x509

    certificate = asn1_x509.Certificate.load(parts.certificate)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    r, s = decode_dss_signature(parts.signature)
    who = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": who}),
        "digest_algorithm": sha256,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signed_attrs": cms.CMSAttributes.load(parts.attributes),
        "signature": encode_dss_signature(r, min(s, ORDER - s)),
    }
    signed = {
        "version": "v1",
        "digest_algorithms": cms.DigestAlgorithms((sha256,)),
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(whole.dump())


def _check(certificate: x509.Certificate, signed: Signed) -> None:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Refused(STRANGER)
    try:
        key.verify(signed.signature, signed.attributes, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Refused(DAMAGED) from error
