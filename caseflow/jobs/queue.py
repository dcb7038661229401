"""The queue: Huey on its own SQLite file, PostgreSQL or Redis. It wakes workers, nothing more."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from huey import PriorityRedisHuey, SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer


class SignedJSON(Serializer):  # type: ignore[misc]  # huey has no types
    """Messages as signed JSON, so that whoever can write to the queue cannot run code."""

    def __init__(self, secret: bytes) -> None:
        super().__init__()
        self._secret = secret

    def _serialize(self, data: Any) -> bytes:
        plain = {"task": list(data)} if isinstance(data, Message) else {"value": data}
        body = json.dumps(plain, separators=(",", ":"), default=_moment).encode()
        return self._seal(body) + body

    def _deserialize(self, data: bytes) -> Any:
        seal, body = data[:32], data[32:]
        if not hmac.compare_digest(seal, self._seal(body)):
            raise ValueError("a message in the queue is not ours")
        plain = json.loads(body)
        if "task" not in plain:
            return plain["value"]
        fields = dict(zip(Message._fields, plain["task"], strict=True))
        fields["eta"] = datetime.fromisoformat(fields["eta"]) if fields["eta"] else None
        return Message(**fields)

    def _seal(self, body: bytes) -> bytes:
        return hmac.new(self._secret, body, hashlib.sha256).digest()


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError("the queue carries ids, codes and moments only")


def open_queue(address: str | Path, secret: bytes) -> Huey:
    """The queue at a file path, or at a ``redis://`` address."""
    serializer = SignedJSON(secret)
    if str(address).startswith(("redis://", "rediss://")):
        return PriorityRedisHuey("caseflow", url=str(address), serializer=serializer)
    return SqliteHuey("caseflow", filename=str(address), serializer=serializer, fsync=True)
