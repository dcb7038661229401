"""Typing into forms as people do: what a page carries, kept, sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.cases.permissions import CasePermission
from caseflow.crypto.keyring import Compartment
from caseflow.drafts.models import Draft
from caseflow.drafts.services import Desk, keep_draft
from tests.support.house import NOW
from tests.support.site import Client, Page

KEEP = "/drafts/keep"
LOG = "/cases/new?step=2"


def desk(window: str = "window", page: str = LOG, form: str = "log-a-case", **more: Any) -> Desk:
    """A place where a case is being logged."""
    right = CasePermission.CREATE
    return Desk(page, form, window, Compartment.CASES, right, **more)


def begun(
    session: Session, words: dict[str, Any], *, actor: Actor, now: Any = NOW, **more: Any
) -> Draft:
    """What this person has typed so far, kept."""
    return keep_draft(session, lambda _before: words, desk=desk(**more), actor=actor, now=now)


def opened(client: Client, path: str) -> dict[str, str]:
    """Open a page; what its form carries along."""
    return {"draft": carried(client.page(path))}


def carried(page: Page) -> str:
    """The mark that the form of a page carries."""
    return page.carried["draft"]


def kept(client: Client, words: dict[str, Any], status: int = 200) -> dict[str, str]:
    """Have words kept as the script does; what the page carries from now on."""
    answer = client.post(KEEP, words)
    assert answer.status_code == status, answer.text[:1500]
    return {"draft": answer.json["mark"]} if status == 200 else {}
