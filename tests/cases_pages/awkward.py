"""What people and machines put into fields that nobody thought of."""

from __future__ import annotations

TOO_MUCH = "x" * 10_000_000
NUL = "Receipts\x00 altered"
SURROGATE = "Receipts \udcff altered"
LATIN = b"Re\xe7us falsifi\xe9s"
"""Bytes of another encoding."""
HUGE = "9" * 30


def urlencoded(fields: dict[str, str | bytes]) -> bytes:
    """A form body; lone surrogates are written as the three bytes that stand for them."""
    pairs = []
    for name, value in fields.items():
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        pairs.append(name.encode() + b"=" + b"".join(b"%%%02X" % byte for byte in raw))
    return b"&".join(pairs)
