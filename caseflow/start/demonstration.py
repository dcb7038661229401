"""Demonstration data at the first start, and who can sign in as what."""

from __future__ import annotations

import json
import secrets
from string import ascii_lowercase, digits

from caseflow.start.home import flask, write_private
from config import Config

KEPT = "demo-password"
PEOPLE = "demo-users.json"
LETTERS = sorted({*ascii_lowercase, *digits} - {*"il1o0"})
"""None that reads like another: the password may be typed from a screen."""


def password(config: Config) -> str:
    """The demonstration users' password, made up and kept in the home (0600) unless given."""
    kept = config.home / KEPT
    if not kept.exists():
        write_private(kept, f"{config.demo_password or _made_up()}\n")
    return kept.read_text(encoding="utf-8").strip()


def _made_up() -> str:
    groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)


def lay_in(config: Config) -> None:
    """Lay the demonstration data in; the same password serves all its users."""
    if config.demo_password:
        (config.home / KEPT).unlink(missing_ok=True)
    (config.home / PEOPLE).unlink(missing_ok=True)
    print("Laying in demonstration data. This happens once and takes a moment.", flush=True)
    flask(config, "demo", "seed", environment={"CASEFLOW_DEMO_PASSWORD": password(config)})


def introduce(config: Config) -> str:
    """Who can sign in as what, and with which password, as lines for the terminal."""
    kept = config.home / PEOPLE
    if not kept.exists():
        write_private(kept, flask(config, "demo", "users", "--json"))
    people = json.loads(kept.read_text(encoding="utf-8"))["users"]
    width = max((len(one["username"]) for one in people), default=0)
    lines = ["", "Demonstration data: fictional people, for showing only. Sign in as:"]
    lines += [f"  {one['username']:<{width}}  {one['name']}, {one['role']}" for one in people]
    lines += ["", f"Password for all of them: {password(config)}"]
    if config.demo_password and config.demo_password != password(config):
        lines.append(
            "CASEFLOW_DEMO_PASSWORD differs from it and changes nothing: "
            "these users were made with the one above."
        )
    return "\n".join([*lines, ""])
