"""Demonstration data at the first start, and who can sign in as what."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase, digits

from caseflow.start.home import NotStarted, flask, is_served, write_private
from config import Config

KEPT = "demo-password"
PEOPLE = "demo-users.json"
LETTERS = sorted({*ascii_lowercase, *digits} - {*"il1o0"})
"""None that reads like another: the password may be typed from a screen."""


def lay_in(config: Config, *, there: bool) -> None:
    """Lay the demonstration data in, once; the same password serves all its users.

    `there` says whether the database holds demonstration users. `flask demo seed` completes what
    an interrupted start left half done, and gives all users the password; so it is run again for
    a database that holds none, after an interruption, and for another password. Raises NotStarted
    for another password while the home is being served.
    """
    kept = config.home / KEPT
    known = _text(kept)
    wanted = config.demo_password or known or _made_up()
    if there and known == wanted and (config.home / PEOPLE).exists():
        return
    if there and known != wanted and is_served(config):
        raise NotStarted(
            f"{config.home} is being served by another process, whose people would lose their "
            "password: end that first, or start without another CASEFLOW_DEMO_PASSWORD."
        )
    print("Laying in demonstration data. This happens once and takes a moment.", flush=True)
    (config.home / PEOPLE).unlink(missing_ok=True)
    write_private(kept, f"{wanted}\n")
    flask(config, "demo", "seed", environment={"CASEFLOW_DEMO_PASSWORD": wanted})
    write_private(config.home / PEOPLE, flask(config, "demo", "users", "--json"))


def introduce(config: Config) -> str:
    """Who can sign in as what, and with which password, as lines for the terminal."""
    people = json.loads(_text(config.home / PEOPLE))["users"]
    width = max((len(one["username"]) for one in people), default=0)
    lines = ["", "Demonstration data: fictional people, for showing only. Sign in as:"]
    lines += [f"  {one['username']:<{width}}  {_introduced(one)}" for one in people]
    lines += ["", f"Password for all of them: {_text(config.home / KEPT)}", ""]
    return "\n".join(lines)


def _introduced(one: Mapping[str, str]) -> str:
    """Name, role and what they do, which a list kept by an earlier release does not say."""
    who = f"{one['name']}, {one['role']}"
    return f"{who}: {one['does']}" if "does" in one else who


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _made_up() -> str:
    groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)
