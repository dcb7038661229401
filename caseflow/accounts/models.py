"""Users, who had a hand in their accounts, what two people do, sessions and failed attempts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseflow.access.models import Deciding
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class Theme(Labelled):
    """Which side of the paper a person reads on."""

    AUTO = "auto", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(Labelled):
    """How much fits on a page."""

    ROOMY = "roomy", _("Roomy")
    COMPACT = "compact", _("Compact")


class User(SealedRow, Deciding, Base):
    """A person with an account. Roles are memberships (`access`), never columns here."""

    __tablename__ = "users"
    __decides_by__ = (
        "username",
        "full_name",
        "address_checked",
        "password_hash",
        "password_code",
        "active",
        "demonstration",
    )

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(sa.String(64), unique=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[str | None] = mapped_column(sa.String(120), comment="what they do, in words")
    email: Mapped[confidential | None]
    address_checked: Mapped[bool] = mapped_column(
        default=False, comment="set by two people, or at the machine: it is the person's own"
    )
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    password_code: Mapped[bytes | None] = mapped_column(
        comment="keyed code over id and hash: without it the hash opens nothing"
    )
    password_changed_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    locale: Mapped[str | None] = mapped_column(sa.String(12))
    theme: Mapped[Theme] = mapped_column(choice(Theme, 12), default=Theme.AUTO)
    density: Mapped[Density] = mapped_column(choice(Density, 12), default=Density.ROOMY)
    time_zone: Mapped[str | None] = mapped_column(sa.String(60))
    slim_menu: Mapped[bool] = mapped_column(default=False)
    row_keys: Mapped[bool] = mapped_column(default=True, comment="single-letter keys on lists")
    demonstration: Mapped[bool] = mapped_column(default=False)

    sessions: Mapped[list[UserSession]] = relationship(back_populates="user")

    # What Flask-Login asks of a user, without depending on it.
    is_active = True
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """The id that a session names."""
        return str(self.id)

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = self.full_name.split()
        return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, User) and other.id == self.id)

    def __hash__(self) -> int:
        return hash(self.id)


class Hand(Labelled):
    """What one person did to the account of another, and could sign in with or profit from."""

    MADE = "made", _("made the account")
    PASSWORD = "password", _("set the password, or made a code for one")  # pragma: allowlist secret
    ADDRESS = "address", _("set the address")
    ROLE = "role", _("asked for a role")
    OPENED = "opened", _("asked to open the account again")
    LANDED = "landed", _("changed the account, before it was kept how")


class Influence(Deciding, Base):
    """Somebody had a hand in somebody else's account; for 90 days they are not two people."""

    __tablename__ = "account_influences"
    __table_args__ = (sa.CheckConstraint("user_id != by_id", name="on_another"),)

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    hand: Mapped[Hand] = mapped_column(choice(Hand, 12))
    at: Mapped[datetime] = mapped_column(index=True)


class RequestKind(Labelled):
    """What two people do together: one asks, another confirms."""

    ROLE = "role", _("Role")
    ENGAGEMENT = "engagement", _("Audit engagement")
    PASSWORD = "password", _("Password")  # pragma: allowlist secret
    ADDRESS = "address", _("Address")
    OPENING = "opening", _("Opening of an account")


class RequestEnd(Labelled):
    """What became of a request."""

    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined")


class AccountRequest(SealedRow, Deciding, Base):
    """Something that one person asks for an account, and that a second one confirms or declines.

    While `ended_how` is empty it waits; after `expires_at` it can no longer be confirmed.
    """

    __tablename__ = "account_requests"
    __table_args__ = (
        sa.CheckConstraint("(ended_how IS NULL) = (ended_at IS NULL)", name="ended_whole"),
        sa.CheckConstraint("(ended_how IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        sa.CheckConstraint(
            "ended_how IS NULL OR ended_how != 'confirmed' OR "
            "(ended_by != asked_by AND ended_by != user_id)",
            name="second_person_confirms",
        ),
    )

    id: Mapped[Key]
    kind: Mapped[RequestKind] = mapped_column(choice(RequestKind, 12))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str | None] = mapped_column(sa.String(40))
    entity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entities.id"), comment="none: everywhere"
    )
    team_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entity_list_values.id"), comment="the desk as chosen; `team` is its name then"
    )
    team: Mapped[confidential | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    strict_summaries: Mapped[bool] = mapped_column(default=False, comment="of an engagement")
    victim_codes: Mapped[bool] = mapped_column(default=False, comment="of an engagement")
    address: Mapped[confidential | None]
    reason: Mapped[confidential]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_how: Mapped[RequestEnd | None] = mapped_column(choice(RequestEnd, 12))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]


class PasswordCode(Deciding, Base):
    """A code with which somebody chooses a new password, once; only keyed hashes are kept.

    What two people hand over has two parts, one for each of them to carry. What is mailed is made
    when the mail leaves.
    """

    __tablename__ = "password_codes"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("account_requests.id"), unique=True)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    by_mail: Mapped[bool] = mapped_column(default=False)
    mailed_at: Mapped[datetime | None]
    first_hash: Mapped[bytes | None] = mapped_column(comment="keyed hash of the code, or a part")
    second_hash: Mapped[bytes | None] = mapped_column(comment="keyed hash of the second part")
    ended_at: Mapped[datetime | None] = mapped_column(comment="used, or another took its place")


class EndReason(Labelled):
    """Why a session is over."""

    SIGNED_OUT = "signed-out", _("Signed out")
    ENDED_BY_USER = "ended-by-user", _("Ended from another session")
    IDLE = "idle", _("Not used for too long")
    TOO_OLD = "too-old", _("Open for too long")
    CHANGED = "changed", _("Password or roles changed")
    ENDED_BY_ADMINISTRATOR = "ended-by-administrator", _("Ended by an administrator")


class UserSession(Base):
    """One signed-in browser. Only a hash of its secret is kept."""

    __tablename__ = "user_sessions"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    code: Mapped[bytes | None] = mapped_column(
        comment="keyed code over user and secret: without it the session opens nothing"
    )
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[EndReason | None] = mapped_column(choice(EndReason))
    agent: Mapped[str] = mapped_column(sa.String(200), comment="browser, as it names itself")

    user: Mapped[User] = relationship(back_populates="sessions", lazy="joined")


class SignInFailure(Base):
    """One failed attempt; successful ones do not count. Keys are hashes, never names."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (sa.Index("ix_sign_in_failures_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    key: Mapped[bytes] = mapped_column(comment="keyed hash of user name, network or both")
    at: Mapped[datetime]
