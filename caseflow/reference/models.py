"""Organisations, their entities, and which entity lies beneath which."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from caseflow.access.dated import has_ended, is_in_force
from caseflow.access.models import Dated, Deciding
from caseflow.audit.models import Audited
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _

CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")


class Organization(Dated, Audited, Base):
    """An organisation whose entities work in this instance, or one that it works with."""

    __tablename__ = "organizations"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))

    entities: Mapped[list[Entity]] = relationship(
        back_populates="organization", order_by="Entity.code"
    )


class Entity(Dated, Deciding, Base):
    """A mission, department, office or partner: whoever receives and owns cases.

    The code stands in case references and therefore never changes and is never used again.
    """

    __tablename__ = "entities"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
        sa.CheckConstraint("code = upper(code)", name="capital_letters"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("entities.id"), index=True)
    code: Mapped[str] = mapped_column(
        sa.String(12), unique=True, comment="in references: capital letters and digits"
    )
    name: Mapped[str] = mapped_column(sa.String(200))
    names: Mapped[dict[str, str]] = mapped_column(
        sa.JSON, default=dict, comment="the name in other languages, by locale"
    )
    kind: Mapped[str] = mapped_column(sa.String(60), comment="of the entity kinds")
    holiday_country: Mapped[str | None] = mapped_column(
        sa.String(2), comment="ISO code of the country whose holidays are kept"
    )
    holiday_subdivision: Mapped[str | None] = mapped_column(sa.String(12))
    holiday_list: Mapped[str | None] = mapped_column(
        sa.String(60), comment="an organisation's own list, in place of a country's"
    )
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    workflow_pack: Mapped[str] = mapped_column(
        sa.String(60), default="standard", comment="which set of tracks its cases follow"
    )

    organization: Mapped[Organization] = relationship(back_populates="entities")
    parent: Mapped[Entity | None] = relationship(remote_side="Entity.id", back_populates="children")
    children: Mapped[list[Entity]] = relationship(back_populates="parent", order_by="Entity.code")

    @validates("code")
    def _keep_code(self, _name: str, code: str) -> str:
        if not CODE.fullmatch(code):
            raise ValueError("an entity's code is a capital letter, then letters and digits")
        if sa.inspect(self).has_identity and self.code != code:
            raise ValueError("an entity's code stands in references and never changes")
        return code

    def name_in(self, language: str) -> str:
        """The name in a language, or the usual one."""
        return (self.names or {}).get(language, self.name)

    def in_force(self, on: date) -> bool:
        """Whether the entity exists on this day."""
        return is_in_force(self, on)

    def is_closed(self, on: date) -> bool:
        """Whether it was closed on this day or earlier."""
        return has_ended(self, on)


class ListKind(Labelled):
    """What an entity keeps a list of, for others to choose from."""

    UNIT = "unit", _("Units and offices")
    AUTHORITY = "authority", _("Offices that make findings and decisions")
    DESK = "desk", _("Desks and teams")


class ListValue(Dated, Deciding, Base):
    """One value of a list of an entity: chosen in its cases and in those of entities beneath it.

    Its name never changes, so that what was chosen says the same for ever: one is closed and
    another added.
    """

    __tablename__ = "entity_list_values"
    __table_args__ = (
        sa.UniqueConstraint("entity_id", "list", "name", name="one_value"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
    )

    id: Mapped[Key]
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"), index=True)
    list: Mapped[ListKind] = mapped_column(choice(ListKind, 20))
    name: Mapped[str] = mapped_column(sa.String(120))

    def in_force(self, on: date) -> bool:
        """Whether it can be chosen on this day."""
        return is_in_force(self, on)


class EntityDescent(Base):
    """One row for each entity and each one above it, itself included (depth 0).

    Derived from `Entity.parent_id` and kept in step by the verbs, so that "this entity and all
    below it" is one predicate.
    """

    __tablename__ = "entity_descent"
    __table_args__ = (sa.Index("ix_entity_descent_entity_id", "entity_id"),)

    ancestor_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"), primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"), primary_key=True)
    depth: Mapped[int] = mapped_column(sa.SmallInteger)


class InstanceMark(Base):
    """A lasting fact about this instance, such as that demonstration data was laid into it."""

    __tablename__ = "instance_marks"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    on: Mapped[date] = mapped_column("marked_on")
