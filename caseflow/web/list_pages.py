"""The links between the pages of a list: to the next one, and back to the first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import request

LONGEST_KEY = 200


@dataclass(frozen=True)
class PageLinks:
    """Addresses of other pages of the list that is shown; empty where there is none."""

    next: str
    first: str


def asked_key() -> str:
    """The key of the page that is asked for; empty for the first one."""
    return request.args.get("after", "")[:LONGEST_KEY]


def page_links(after: str | None) -> PageLinks:
    """The links of this page, all that its address asks for kept; `after` is the next one's key."""
    given = [(name, text) for name, text in request.args.items(multi=True) if name != "after"]
    return PageLinks(
        next=_address([*given, ("after", after)]) if after else "",
        first=_address(given) if asked_key() else "",
    )


def _address(asked: list[tuple[str, str]]) -> str:
    """The address of this list with these names and values, which are whatever was typed."""
    path = quote(request.script_root + request.path)
    return f"{path}?{urlencode(asked)}" if asked else path
