"""Sending a form that carries the version of what it shows, as from a page just opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from caseflow.web.edit_forms import VERSION

SHOWN = re.compile(rf'name="{VERSION}" value="([0-9a-f]+)"')
SAYS_SO = (
    "Somebody changed this while",
    "Somebody wrote this anew",
    "Something changed here since",
)
"""How a page says that its form was overtaken."""


def with_version(sent: dict[str, Any], post: Callable[[dict[str, Any]], TestResponse]) -> Any:
    """Post a form; one that was refused for want of its version again, with that of the answer.

    Unless the test gives a version itself.
    """
    answer = post(sent)
    packed = "Content-Encoding" in answer.headers
    if VERSION in sent or answer.status_code != 422 or packed:
        return answer
    shown = SHOWN.search(answer.text)
    if shown is None or not any(words in answer.text for words in SAYS_SO):
        return answer
    again = sent.copy()
    again[VERSION] = shown[1]
    return post(again)
