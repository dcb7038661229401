"""The links between the pages of a list: to the next one, and back to the first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

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
    given = {name: value for name, value in request.args.items() if name != "after"}
    here = {**(request.view_args or {}), **given}
    endpoint = request.endpoint or ""
    return PageLinks(
        next=url_for(endpoint, **here, after=after) if after else "",
        first=url_for(endpoint, **here) if asked_key() else "",
    )
