"""Following every link that a person is shown, a few of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException

from tests.support.visitor import BASE, Visitor

LINK = re.compile(r'(?:href|src|hx-get|action)="([^"]+)"')
OF_A_KIND = 2
ELSEWHERE = {"static", "documents.summary"}
"""No pages: files that are all alike, and signed documents, whose words have tests of their own."""


def crawl(someone: Visitor, always: frozenset[str]) -> Iterator[tuple[str, int, bytes]]:
    """Address, status and body of each page reached by GET from the first one.

    Of each kind of page a few are taken, and all whose address names one of `always`.
    """
    adapter = someone.app.url_map.bind("localhost", url_scheme="https")
    waiting, seen, taken = deque(["/"]), {"/"}, Counter()
    while waiting:
        path = waiting.popleft()
        answer = someone.get(path)
        yield path, answer.status_code, answer.data
        links = [answer.location] if answer.location else []
        if "text/html" in answer.content_type:
            links += [unescape(link) for link in LINK.findall(answer.text)]
        for link in links:
            where = urlsplit(urljoin(BASE + path, link))
            address = where.path + (f"?{where.query}" if where.query else "")
            if where.netloc != "localhost" or address in seen:
                continue
            seen.add(address)
            try:
                endpoint, _values = adapter.match(where.path, method="GET")
            except HTTPException:
                continue
            if endpoint in ELSEWHERE:
                continue
            named = any(word in where.path for word in always)
            taken[endpoint] += 1
            if named or taken[endpoint] <= OF_A_KIND:
                waiting.append(address)
