"""The tables of the key engine: domain keys, data keys, holds and the epoch of all caches."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.db import Base, Id, Key, choice
from caseflow.labels import Labelled, _


class KeyGroup(StrEnum):
    """Which provider key wraps: victims, review and portal can be held elsewhere than the rest."""

    MAIN = "main"
    VICTIMS = "victims"
    REVIEW = "review"
    PORTAL = "portal"


class Compartment(Labelled):
    """What a domain key is for; a compartment's data opens under no other compartment's key."""

    CASES = "cases", _("Cases")
    VICTIMS = "victims", _("Victims")
    SCREENING = "screening", _("Screening")
    REVIEW = "review", _("Review")
    PORTAL = "portal", _("Portal")
    ACCOUNTS = "accounts", _("Accounts")
    SYSTEM = "system", _("System")

    @property
    def group(self) -> KeyGroup:
        """The provider key that wraps this compartment's domain keys."""
        return _GROUPS.get(self, KeyGroup.MAIN)


_GROUPS = {
    Compartment.VICTIMS: KeyGroup.VICTIMS,
    Compartment.REVIEW: KeyGroup.REVIEW,
    Compartment.PORTAL: KeyGroup.PORTAL,
}


class KeyUse(StrEnum):
    """What a domain key does: wrap data keys, or give search tokens their root."""

    SEALING = "sealing"
    TOKENS = "tokens"


class KeyState(StrEnum):
    """An active domain key wraps new data keys; a retiring one only opens old ones."""

    ACTIVE = "active"
    RETIRING = "retiring"


class DomainKey(Base):
    """One of a handful of keys that wrap data keys; itself wrapped by the provider."""

    __tablename__ = "domain_keys"
    __table_args__ = (sa.UniqueConstraint("use", "compartment", "year", "version"),)

    id: Mapped[Key]
    use: Mapped[KeyUse] = mapped_column(choice(KeyUse))
    compartment: Mapped[Compartment] = mapped_column(choice(Compartment))
    year: Mapped[int] = mapped_column(comment="retention year: that of the data keys' making")
    version: Mapped[int]
    provider_version: Mapped[int] = mapped_column(comment="provider key that wrapped this one")
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[KeyState] = mapped_column(choice(KeyState))
    created: Mapped[datetime]


class DataKey(Base):
    """The key of one sealing root (case, victim file, inquiry, user …), wrapped by a domain key.

    Shredding empties `wrapped` and leaves the row as a gravestone.
    """

    __tablename__ = "data_keys"
    __table_args__ = (
        sa.Index(None, "root_kind", "root_id"),
        sa.CheckConstraint("(wrapped IS NULL) = (shredded IS NOT NULL)", name="shredded_is_empty"),
    )

    id: Mapped[Key]
    generation: Mapped[int]
    root_kind: Mapped[str] = mapped_column(sa.String(40))
    root_id: Mapped[UUID]
    domain_key_id: Mapped[UUID] = mapped_column(
        Id, sa.ForeignKey("domain_keys.id", deferrable=True, initially="DEFERRED"), index=True
    )
    wrapped: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    created: Mapped[datetime]
    shredded: Mapped[datetime | None]


class Hold(Base):
    """A root that must be kept: while one is unreleased, no key its rows use can be shredded."""

    __tablename__ = "key_holds"
    __table_args__ = (sa.Index(None, "root_id"),)

    id: Mapped[Key]
    root_kind: Mapped[str] = mapped_column(sa.String(40))
    root_id: Mapped[UUID]
    placed: Mapped[datetime]
    released: Mapped[datetime | None]


class KeyEpoch(Base):
    """One row that grows by one whenever opened keys must be forgotten by every process."""

    __tablename__ = "key_epochs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
