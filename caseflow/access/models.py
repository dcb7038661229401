"""The tables that visibility is computed from, and the mixins of what they protect."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, synonym

from caseflow.access.capacities import Bar, Capacity
from caseflow.access.root_kinds import RootKind
from caseflow.crypto.columns import SealedRow, confidential, landed
from caseflow.db import Audited, Base, Id, Key, choice
from caseflow.declared_column import DeclaredColumn
from caseflow.labels import Labelled, _


class Classification(Labelled):
    """How far a thing may travel (ST/SGB/2007/6)."""

    UNCLASSIFIED = "unclassified", _("Unclassified")
    CONFIDENTIAL = "confidential", _("Confidential")
    STRICTLY_CONFIDENTIAL = "strictly-confidential", _("Strictly confidential")


class Protected:
    """Mixin: a row that belongs to a root and is visible only with it."""

    @declared_attr
    def root_id(self) -> Mapped[UUID]:
        """The root that decides who sees this row."""
        return mapped_column(
            Id, ForeignKey("roots.id"), index=True, comment="decides who sees this row"
        )


class Deciding(Audited):
    """Mixin: a row that decides who sees what, or what an answer says.

    Beside each change the trail keeps a digest of the row, so that whoever verifies can tell that
    it still is as the trail last saw it (`audit/row_digests.py`). The digest is made over the open
    columns named in `__decides_by__`, or over all of them.
    """

    __decides_by__: ClassVar[tuple[str, ...] | None] = None


class Root(Protected, Deciding, Base):
    """The access facts of one case, victim file, register entry, inquiry or draft."""

    __tablename__ = "roots"
    __bare__ = ("id", "kind", "entity_id", "classification")
    __table_args__ = (sa.Index("ix_roots_kind", "kind", "classification", "entity_id"),)

    id: Mapped[Key]
    kind: Mapped[RootKind] = mapped_column(DeclaredColumn(RootKind))
    entity_id: Mapped[UUID | None] = mapped_column(ForeignKey("entities.id"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    desk_id: Mapped[UUID | None] = mapped_column(ForeignKey("entity_list_values.id"))
    desk_code: Mapped[int | None] = mapped_column(
        sa.BigInteger, comment="keyed code of a desk of an earlier release"
    )
    landed_desk: Mapped[str | None] = landed("desk", sa.String(80), into="desk", code="desk_code")
    classification: Mapped[Classification] = mapped_column(choice(Classification))

    root_id = synonym("id")


class RootThing(Protected):
    """Mixin: the thing a root stands for. Its id is the root's id; its Root row follows it.

    A model names its `__root_kind__`; the session keeps the Root row in step (`roots.py`). It may
    name the column by which the trail says what an act is about (`__known_by__`), and the columns
    that whoever oversees sees of what stays shut (`__bare__`, see `bare_lines.py`). A thing waits
    at a desk that was chosen (`desk_id`), at one that an earlier release had in words
    (`desk_code`, the words themselves sealed), or at its entity.
    """

    __root_kind__: ClassVar[RootKind]
    __known_by__: ClassVar[str]
    __bare__: ClassVar[tuple[str, ...]]

    id: Mapped[Key]
    entity_id: Mapped[UUID | None] = mapped_column(ForeignKey("entities.id"))
    owner_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id"), comment="the person who answers for it; none: the desk does"
    )
    desk_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entity_list_values.id"), comment="as chosen; `desk` is its name then"
    )
    desk_code: Mapped[int | None] = mapped_column(
        sa.BigInteger, comment="keyed code of a desk of an earlier release"
    )
    desk: Mapped[confidential | None] = mapped_column("desk_sealed")
    landed_desk: Mapped[str | None] = landed("desk", sa.String(80), into="desk", code="desk_code")
    classification: Mapped[Classification] = mapped_column(
        choice(Classification), default=Classification.CONFIDENTIAL
    )

    def access_facts(self) -> dict[str, Any]:
        """What the Root row repeats of this thing."""
        return {
            "entity_id": self.entity_id,
            "owner_id": self.owner_id,
            "desk_id": self.desk_id,
            "desk_code": self.desk_code,
            "landed_desk": self.landed_desk,
            "classification": self.classification or Classification.CONFIDENTIAL,
        }


class Dated:
    """Mixin: valid from one day until the day before another, so that any past day can be asked."""

    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(comment="first day on which it no longer holds")


class Membership(Dated, Deciding, SealedRow, Base):
    """One person in one role, for an entity and all below it (or everywhere).

    Its desk (`team_id`) says with whom this person works, and a role that reaches by team reaches
    what waits there. An earlier release had it in words: a code of them decides in their place.
    """

    __tablename__ = "memberships"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(40))
    entity_id: Mapped[UUID | None] = mapped_column(ForeignKey("entities.id"))
    team_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entity_list_values.id"), comment="the desk at which people share their work"
    )
    team_code: Mapped[int | None] = mapped_column(
        sa.BigInteger, comment="keyed code of a team of an earlier release"
    )
    team: Mapped[confidential | None] = mapped_column("team_sealed")
    landed_team: Mapped[str | None] = landed(
        "team",
        sa.String(80),
        into="team",
        code="team_code",
        comment="people who share their work",
    )


class Deeper(NamedTuple):
    """What an engagement gives besides, each a right of its own."""

    strict_summaries: bool = False
    victim_codes: bool = False


NOTHING_DEEPER = Deeper()


class Engagement(Dated, Deciding, SealedRow, Base):
    """An auditor's right to the acts of an entity and all below it, and to summaries of its cases.

    What lies deeper is a right of its own on each: the summaries of strictly confidential cases,
    and the codes of victims' files.
    """

    __tablename__ = "engagements"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    purpose: Mapped[confidential] = mapped_column("purpose_sealed", nullable=True)
    landed_purpose: Mapped[str | None] = landed("purpose", sa.String(200), into="purpose")
    strict_summaries: Mapped[bool] = mapped_column(
        default=False, comment="gives the summaries of strictly confidential cases, too"
    )
    victim_codes: Mapped[bool] = mapped_column(
        default=False, comment="names the compartment of victims: their files appear by code"
    )


class Grant(Protected, Dated, Deciding, Base):
    """One person let into one root, besides whoever reaches it by role.

    In an emergency it opens the root for reading and carries no other right.
    """

    __tablename__ = "grants"
    __table_args__ = (sa.Index("ix_grants_user_root", "user_id", "root_id"),)

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    capacity: Mapped[Capacity] = mapped_column(DeclaredColumn(Capacity))
    given_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime]


class Exclusion(Protected, Dated, Deciding, Base):
    """One person barred from one root."""

    __tablename__ = "exclusions"
    __table_args__ = (sa.Index("ix_exclusions_user_root", "user_id", "root_id"),)

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    bar: Mapped[Bar] = mapped_column(DeclaredColumn(Bar))
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime]
