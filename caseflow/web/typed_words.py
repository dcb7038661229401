"""Words that somebody typed, sealed for the address of the page that answers (ADR 62).

No address, log or history holds what was typed.

The key is made of the secret in the reader's own cookie, of which the server keeps a hash only: an
address opens in the session that made it, and nowhere once that session has ended.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_login import current_user

from caseflow.crypto.envelope import header, seal, unseal
from caseflow.crypto.errors import SealBroken

HEAD = header(1)
PLACE = HEAD + b"words in an address"
STEP = 64
"""Bytes: the length of an address tells no more than how many times this fit into the words."""
LONGEST = 400
"""Letters of a search; what is typed beyond them is not looked for."""
LONGEST_SEALED = 4_000


def seal_words(words: str) -> str:
    """These words as an address may hold them."""
    data = words[:LONGEST].encode("utf-8", "replace")
    padded = data + b"\0" * (-len(data) % STEP)
    return base64.urlsafe_b64encode(seal(_cipher(), HEAD, padded, PLACE)).decode().rstrip("=")


def open_words(sealed: str) -> str | None:
    """The words of an address; None where it is of another session, or was changed."""
    if not sealed.isascii() or len(sealed) > LONGEST_SEALED:
        return None
    try:
        blob = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return unseal(_cipher(), blob, PLACE).rstrip(b"\0").decode()
    except (binascii.Error, SealBroken, UnicodeDecodeError, ValueError):
        return None


def _cipher() -> AESGCM:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PLACE)
    return AESGCM(kdf.derive(str(current_user.get_id()).encode()))
