"""A small, short-lived store of opened keys, one for each process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from uuid import UUID

from caseflow.crypto.envelope import DataCipher

LIFETIME = 300.0
"""Seconds an opened key may stay."""
LARGEST = 1000
"""How many opened keys may stay at once."""
LOOK_AGAIN = 2.0
"""Seconds after which a process asks again whether keys were shredded elsewhere."""


class KeyCache:
    """Least recently used keys go first, old ones in any case; a new epoch empties it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[UUID, tuple[float, DataCipher]] = OrderedDict()
        self._epoch: int | None = None
        self._asked = float("-inf")

    def __len__(self) -> int:
        return len(self._held)

    def get(self, ids: Iterable[UUID]) -> dict[UUID, DataCipher]:
        """Those of `ids` that are here and still fresh."""
        found = {}
        oldest = self._clock() - LIFETIME
        with self._lock:
            for key_id in ids:
                entry = self._held.get(key_id)
                if entry is None:
                    continue
                if entry[0] <= oldest:
                    del self._held[key_id]
                    continue
                self._held.move_to_end(key_id)
                found[key_id] = entry[1]
        return found

    def put(self, ciphers: Iterable[DataCipher]) -> None:
        """Keep these, and let the least used go."""
        now = self._clock()
        with self._lock:
            for cipher in ciphers:
                self._held[cipher.key_id] = (now, cipher)
                self._held.move_to_end(cipher.key_id)
            while len(self._held) > LARGEST:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget every opened key."""
        with self._lock:
            self._held.clear()

    def must_ask(self) -> bool:
        """Whether the database's epoch was last seen too long ago."""
        return self._clock() - self._asked > LOOK_AGAIN

    def saw(self, epoch: int) -> bool:
        """Note the database's epoch; True when it changed and everything here was forgotten."""
        self._asked = self._clock()
        changed = self._epoch is not None and epoch != self._epoch
        self._epoch = epoch
        if changed:
            self.clear()
        return changed
