"""Search tokens of the people named in cases: exact words, keyed, and none that many carry."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from caseflow.cases.tables.within import within
from caseflow.crypto.tokens import TokenOwner, TokenRow
from caseflow.db import Base


class NameOwner(TokenOwner, Base):
    """Whose name a number stands for, in which case; what it leads to is behind the wall."""

    __tablename__ = "name_owners"

    party_id: Mapped[UUID] = mapped_column(within("parties.id"), unique=True)
    reading: Mapped[int] = mapped_column(
        default=1, server_default="1", comment="by which reading of names the tokens were made"
    )
    case_id: Mapped[UUID] = mapped_column(within("cases.id"), index=True)


class NameToken(TokenRow, Base):
    """A keyed 32-bit token of one word of a name, or of the whole of it."""

    __tablename__ = "name_tokens"
    __owners__: ClassVar[str] = "name_owners"
