"""`python -m caseflow.start`: from an empty folder to a signed-in page."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from caseflow.start.database_state import (
    database_refusals,
    holds_demonstration,
    migrations_applied,
    migrations_missing,
)
from caseflow.start.demonstration import introduce, lay_in
from caseflow.start.home import NotStarted, locked, make_keys, served
from caseflow.start.key_check import check_keys, read_secrets
from caseflow.start.migrations import is_upgrade_complete, probe, upgrade
from caseflow.start.serving import listen, serve
from caseflow.start.track_check import check_own_files, check_standing_stages
from caseflow.start.trail_head_check import check_head
from config import Config, ConfigError, load, prepare, refusals


def main() -> int:
    """Prepare and serve; 1, with sentences on the error stream, when it must not start."""
    os.umask(0o077)
    with ExitStack() as lifetime:
        try:
            config = load(os.environ)
            socket = listen(config.port)
            with locked(config):
                users = ready(config)
                lifetime.enter_context(served(config))
        except (ConfigError, NotStarted) as refusal:
            print(f"CaseFlow does not start.\n{refusal}", file=sys.stderr)
            return 1
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            print(f"CaseFlow does not start.\n{place}{error.strerror or error}.", file=sys.stderr)
            return 1
        print(f"CaseFlow serves http://127.0.0.1:{socket.getsockname()[1]} from {config.home}")
        print(users, flush=True)
        return serve(config, socket)


def ready(config: Config) -> str:
    """Everything that has to be true before the first request; returns who can sign in.

    Production is checked and never changed here: its migrations are a decision of their own.
    """
    prepare(config)
    check_own_files(config)
    if config.production:
        with probe(config) as connection:
            refuse(refusals(config) + database_refusals(config, connection))
            secrets = read_secrets(config)
            check_keys(config, secrets, connection)
            if not is_upgrade_complete(connection):
                raise NotStarted("The last upgrade was not completed: run `flask db upgrade`.")
            check_head(config, secrets.audit_signing, connection, used=True)
            check_standing_stages(config, connection)
        return "This is production: people sign in with their own accounts."
    with probe(config) as connection:
        missing = migrations_missing(config, connection)
        used = bool(migrations_applied(config, connection))
        complete = used and not missing and is_upgrade_complete(connection)
        there = holds_demonstration(config, connection)
    make_keys(config, used=used)
    secrets = read_secrets(config)
    with probe(config) as connection:
        if used:
            check_keys(config, secrets, connection)
        check_head(config, secrets.audit_signing, connection, used=used)
        if used:
            check_standing_stages(config, connection)
    if not complete:
        upgrade(config)
    lay_in(config, there=there)
    return introduce(config)


def refuse(sentences: list[str]) -> None:
    """Raise NotStarted when there is a reason not to start."""
    if sentences:
        raise NotStarted("\n".join(sentences))


if __name__ == "__main__":
    sys.exit(main())
