"""A process that rotates the domain keys of a database until it is done, or is killed."""

from __future__ import annotations

import sys
from pathlib import Path

from caseflow.crypto.rotation import rotate_domain, rotate_provider
from caseflow.db import make_engine
from tests.crypto.rows import NOW, VaultSession, open_keyring


def main(url: str, folder: str) -> None:
    keyring = open_keyring(Path(folder))
    info = {"keyring": keyring, "writes": True}
    with VaultSession(make_engine(url), info=info) as session:
        rotate_provider(session, keyring)
        print("provider done", flush=True)
        rotate_domain(
            session, keyring, now=NOW, after_batch=lambda left: print("left", left, flush=True)
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
