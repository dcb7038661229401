"""What the commands of every room are handed: sessions, settings, keys."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

Opener = Callable[[Any], AbstractContextManager[Session]]
"""Gives a system session for a purpose."""


@dataclass(frozen=True, kw_only=True)
class CommandTools:
    """What a function named in a manifest makes its commands with.

    `opened` gives a session that may write, `looked_at` one that only reads; `config` tells this
    instance's settings, `passwords` how they are hashed here; `sessions` gives the factory of
    sessions, `keys` one with its keyring; `note_rotation` puts a rotation of keys on the trail.
    """

    opened: Opener
    looked_at: Opener
    config: Callable[[], Any]
    passwords: Callable[[], Any]
    sessions: Callable[[], Callable[[], Session]]
    keys: Callable[[], tuple[Session, Any]]
    note_rotation: Callable[[Session, str, dict[str, Any]], None]
