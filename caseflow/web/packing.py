"""Answers packed with gzip where the browser takes it: less than a quarter goes over the wire.

A packed page must not tell by its size what stands in it beside words somebody made it repeat
(the BREACH attack), so each one carries a random number of extra bytes in its header.
"""

from __future__ import annotations

import gzip
import secrets
from io import BytesIO

from flask import Flask, Response, request

LEAST = 1000
LEVEL = 3
"""A page of fifty cases is an eighth larger than at 5, for a third of the time."""
MOST_PADDING = 100
PACKED = ("text/", "application/javascript", "application/json", "image/svg+xml")


def init_packing(app: Flask) -> None:
    """Pack every answer that gains by it."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack one answer, unless it is small, packed already, partial or not text."""
    response.vary.add("Accept-Encoding")
    if (
        not request.accept_encodings.quality("gzip")
        or not (response.mimetype or "").startswith(PACKED)
        or "Content-Encoding" in response.headers
        or response.status_code in {204, 206, 304}
        or request.method == "HEAD"
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < LEAST:
        return response
    response.set_data(packed(body))
    response.headers["Content-Encoding"] = "gzip"
    if etag := response.get_etag()[0]:
        response.set_etag(f"{etag}-gzip", weak=True)
    return response


def packed(body: bytes) -> bytes:
    """The bytes in gzip, with a name of random length in the header."""
    out = BytesIO()
    padding = secrets.token_hex(MOST_PADDING)[: secrets.randbelow(MOST_PADDING) + 1]
    with gzip.GzipFile(filename=padding, mode="wb", compresslevel=LEVEL, fileobj=out) as file:
        file.write(body)
    return out.getvalue()
