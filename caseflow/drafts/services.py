"""Keeping what somebody types, opening it again, and letting it go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose, assert_acting
from caseflow.access.actor import Actor
from caseflow.access.models import Classification, Root
from caseflow.access.permissions import Permission
from caseflow.audit.record import act, note_read
from caseflow.crypto.columns import LONGEST, Sealed, conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import open_text
from caseflow.db import new_id, session_of
from caseflow.drafts.acts import DraftAct
from caseflow.drafts.models import Draft
from caseflow.drafts.queries import draft_of_window, own_draft
from caseflow.drafts.root_kinds import DraftRootKind
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import _
from caseflow.session_values import SessionValue

Content = Mapping[str, Any]
Take = Callable[[Callable[[], dict[str, Any]]], Content]
"""What is to be kept; it may ask for what was kept before."""

SENT = SessionValue[UUID]("draft_sent")
"""The draft whose words the request at hand sends."""
"""Under this name the session tells which draft ended with its act in this transaction."""


@dataclass(frozen=True)
class Desk:
    """Where something is typed: which form, on which page, in which opened window.

    `compartment` is that of the room the form belongs to, and `right` the permission its page
    asks for: whoever audits that role sees that a draft was kept.
    """

    page: str
    form: str
    window: str
    compartment: Compartment
    right: Permission | None = None
    draft_id: UUID | None = None
    version: int = 0


def keep_draft(session: Session, take: Take, *, desk: Desk, actor: Actor, now: datetime) -> Draft:
    """Keep what was typed as it was typed, valid or not; the trail tells when a draft begins.

    `take` answers with what is to be kept, which is anything JSON can hold. Raises NotReady when
    that is too long.
    """
    assert_acting(session, actor)
    draft = draft_of_window(
        session, desk.window, actor=actor, draft_id=desk.draft_id, version=desk.version
    )
    if draft is None:
        before = partial(_before, session, desk, actor)
        return _begin(session, take(before), desk=desk, actor=actor, now=now)
    kept: Draft = draft
    draft.content = _sealed(take(lambda: _content(session, kept)))
    draft.page, draft.window, draft.kept_at = desk.page, desk.window, now
    draft.version += 1
    session.flush()
    return draft


def _before(session: Session, desk: Desk, actor: Actor) -> dict[str, Any]:
    """What the page was filled with, where another opened page has gone on with it since."""
    if desk.draft_id is None:
        return {}
    try:
        return _content(session, own_draft(session, desk.draft_id, actor=actor))
    except NotFound:
        return {}


def _begin(session: Session, content: Content, *, desk: Desk, actor: Actor, now: datetime) -> Draft:
    """Begin a draft with a key of its own, in the compartment of the form's room."""
    new, sealed = new_id(), _sealed(content)
    key = keyring_of(session).make(
        session, kind=DraftRootKind.DRAFT.value, root_id=new, compartment=desk.compartment, now=now
    )
    draft = Draft(
        id=new,
        data_key_id=key,
        owner_id=actor.user_id,
        classification=Classification.CONFIDENTIAL,
        form=desk.form,
        page=desk.page,
        window=desk.window,
        version=1,
        step=1,
        content=sealed,
        started_at=now,
        kept_at=now,
    )
    with act(session, DraftAct.KEPT, thing=draft, right=desk.right):
        session.add(draft)
    return draft


def open_draft(
    draft: Draft, *, actor: Actor, now: datetime, right: Permission | None = None
) -> dict[str, Any]:
    """What was typed, for the page that shows it again; the look is recorded. Raises Refused."""
    session = session_of(draft)
    _check_owner(session, draft, actor)
    content = _content(session, draft)
    note_read(
        session,
        DraftAct.READ,
        thing=draft,
        fields=("drafts.content",),
        facts={"at": now},
        right=right,
    )
    return content


def content_for_its_act(draft: Draft, *, actor: Actor) -> dict[str, Any]:
    """What was typed, for the verb it was typed for: no page shows it. Raises Refused."""
    session = session_of(draft)
    _check_owner(session, draft, actor)
    return _content(session, draft)


def drop_draft(
    draft: Draft, *, actor: Actor, right: Permission | None = None, sent: bool = False
) -> None:
    """Throw a draft away, or let it end with the act that it was typed for. Raises Refused."""
    session = session_of(draft)
    _check_owner(session, draft, actor)
    facts = {"sent": sent}
    if sent:
        SENT.put(session, draft.id)
    with act(session, DraftAct.DROPPED, root_id=draft.id, facts=facts, right=right):
        session.delete(draft)
        session.flush()
        session.delete(session.get_one(Root, draft.id))


def drop_drafts_on(session: Session, *pages: str, purpose: Purpose) -> None:
    """Throw away everybody's drafts of pages with such addresses (`%` for any part of one).

    Past the wall only.
    """
    wanted = sa.select(Draft).where(sa.or_(*(Draft.page.like(page) for page in pages)))
    for draft in session.scalars(wanted).all():
        with act(session, DraftAct.DROPPED, root_id=draft.id) as line:
            line.purpose = purpose
            session.delete(draft)
            session.flush()
            session.delete(session.get_one(Root, draft.id))


def end_with_act(session: Session, *, desk: Desk, actor: Actor) -> None:
    """Let the draft of a form end that has just done what it is for.

    What another opened page has kept since stays.
    """
    draft = draft_of_window(
        session, desk.window, actor=actor, draft_id=desk.draft_id, version=desk.version
    )
    if draft is not None:
        drop_draft(draft, actor=actor, right=desk.right, sent=True)


def _check_owner(session: Session, draft: Draft, actor: Actor) -> None:
    assert_acting(session, actor)
    if draft.owner_id != actor.user_id:
        raise Refused(_("Only whoever typed a draft can open it."))


def _content(session: Session, draft: Draft) -> dict[str, Any]:
    return dict(json.loads(open_text(session, draft, "content") or "{}"))


def _sealed(content: Content) -> Sealed:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), default=str)
    if len(text) > LONGEST:
        raise NotReady(_("This is too long to be kept."))
    return conceal(text)
