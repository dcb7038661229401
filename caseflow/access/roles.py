"""Roles as data: what each may do, and how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import Labelled, Text, _
from caseflow.manifests import by_value
from caseflow.packs import load


class Reach(Labelled):
    """How far a role goes: what "mine" means for whoever holds it."""

    OWN = "own", _("What one owns or was let into")
    TEAM = "team", _("What one's team owns")
    ENTITY = "entity", _("An entity and everything below it")
    ENGAGEMENT = "engagement", _("The entities of a dated engagement")
    ALL = "all", _("Everything")


@dataclass(frozen=True)
class Role:
    """One line of the table of roles."""

    key: str
    label: Text
    reach: Reach
    may: frozenset[Permission]

    @property
    def opens(self) -> frozenset[Opens]:
        """What of the confidential the role opens; where it is anything, two people give it."""
        return frozenset(p.opens for p in self.may) - {Opens.NOTHING}


class RolesError(Exception):
    """The table of roles cannot be read; the message names the role and what is wrong."""


def parse(table: Mapping[str, Mapping[str, object]]) -> dict[str, Role]:
    """Roles by key from a parsed file. Raises RolesError."""
    roles = {}
    for key, line in table.items():
        try:
            may = line["may"]
            if not isinstance(may, list):
                raise RolesError(f"roles.toml, {key}.may: a list of permissions is needed")
            roles[key] = Role(
                key,
                _(str(line["label"])),
                Reach(str(line["reach"])),
                frozenset(by_value(Permission, str(p)) for p in may),
            )
        except KeyError as missing:
            raise RolesError(f"roles.toml, {key}: {missing} is missing") from missing
        except ValueError as wrong:
            raise RolesError(f"roles.toml, {key}: {wrong}") from wrong
    return roles


@cache
def shipped() -> Mapping[str, Role]:
    """The roles of the product, with the organisation's own laid over them."""
    return parse(load("roles", Path(__file__).with_name("roles.toml")).data)
