"""Drafts: a form as it was typed so far, sealed for whoever types it, so that no text is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification, Root, RootKind
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act, note_read
from caseflow.cases import queries
from caseflow.cases.models import Draft
from caseflow.crypto.columns import LONGEST, Sealed, conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import open_text
from caseflow.db import new_id, session_of
from caseflow.errors import NotReady
from caseflow.labels import _

Content = Mapping[str, Any]
LOG_A_CASE = "log-a-case"


def keep_draft(
    session: Session,
    content: Content,
    *,
    actor: Actor,
    now: datetime,
    form: str = LOG_A_CASE,
    step: int = 1,
    draft_id: UUID | None = None,
) -> Draft:
    """Keep what was typed, as it was typed: valid or not. With `draft_id` an own draft goes on.

    `content` is anything JSON can hold. Raises Refused, NotFound, and NotReady when it is too
    long.
    """
    require(session, actor, Permission.CASES_CREATE)
    sealed = _sealed(content)
    if draft_id is not None:
        draft = queries.draft(session, draft_id, actor=actor)
        with act(session, Act.DRAFT_KEPT, thing=draft, right=Permission.CASES_CREATE):
            draft.content, draft.step, draft.kept_at = sealed, step, now
        return draft
    new = new_id()
    key = keyring_of(session).make(
        session, kind=RootKind.DRAFT.value, root_id=new, compartment=Compartment.CASES, now=now
    )
    draft = Draft(
        id=new,
        data_key_id=key,
        owner_id=actor.user_id,
        classification=Classification.CONFIDENTIAL,
        form=form,
        step=step,
        content=sealed,
        started_at=now,
        kept_at=now,
    )
    with act(session, Act.DRAFT_KEPT, thing=draft, right=Permission.CASES_CREATE):
        session.add(draft)
    return draft


def open_draft(draft: Draft, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """What was typed; going back to it is recorded. Raises Refused."""
    session = session_of(draft)
    require(session, actor, Permission.CASES_CREATE)
    found = json.loads(open_text(session, draft, "content") or "{}")
    note_read(
        session,
        Act.DRAFT_READ,
        thing=draft,
        fields=("drafts.content",),
        facts={"at": now},
        right=Permission.CASES_CREATE,
    )
    return dict(found)


def drop_draft(draft: Draft, *, actor: Actor) -> None:
    """Throw a draft away, or put it aside once its case was logged."""
    session = session_of(draft)
    require(session, actor, Permission.CASES_CREATE)
    with act(session, Act.DRAFT_DROPPED, root_id=draft.id, right=Permission.CASES_CREATE):
        session.delete(draft)
        session.flush()
        session.delete(session.get_one(Root, draft.id))


def _sealed(content: Content) -> Sealed:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), default=str)
    if len(text) > LONGEST:
        raise NotReady(_("This is too long to be kept."))
    return conceal(text)
