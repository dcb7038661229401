"""Roles as data: what each may do, and how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from caseflow.access.permissions import AccessOpens, Opens, Permission
from caseflow.labels import Labelled, Text, _
from caseflow.manifests import declared
from caseflow.packs import Part, config_folder, load, part_of

SHIPPED = Path(__file__).with_name("roles.toml")


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
        return frozenset(p.opens for p in self.may) - {AccessOpens.NOTHING}


def parse(table: Part | Mapping[str, Any]) -> dict[str, Role]:
    """Roles by key. Raises PackError naming file, key and fault."""
    known = {each.value: each for each in declared(Permission)}
    return {key: _role(key, line, known) for key, line in part_of(table).parts()}


def _role(key: str, line: Part, known: Mapping[str, Permission]) -> Role:
    may = line.codes("may")
    if "may" not in line.data:
        raise line.wrong("may", "is missing: a list of permissions is needed")
    if strange := [each for each in may if each not in known]:
        raise line.wrong("may", f"there is no permission {', '.join(strange)}")
    role = Role(
        key,
        line.words("label"),
        line.choice("reach", Reach),
        frozenset(known[each] for each in may),
    )
    line.done()
    return role


def roles_carrying(permission: Permission) -> dict[str, Role]:
    """The roles that carry a permission, by key. Raises PackError as `shipped` does."""
    return {key: role for key, role in shipped().items() if permission in role.may}


def shipped() -> Mapping[str, Role]:
    """The roles of the product, with the organisation's own laid over them, read once a home.

    Raises PackError naming file, key and fault.
    """
    return _kept(config_folder().absolute())


@lru_cache(maxsize=64)
def _kept(folder: Path) -> Mapping[str, Role]:
    return parse(load("roles", SHIPPED, folder=folder))
