"""docs/permissions.md: who may do what, and how far."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.access.roles import Reach, Role, shipped
from caseflow.documenting.tables import table
from caseflow.manifests import declared

INTRODUCTION = """\
A role carries permissions and a reach; a person holds a role for an entity and all below it, from
a day to a day. Whoever owns a matter, or was let into it, reaches it whatever the reach. Whoever
is kept out of it does not, whatever else they hold. An organisation changes roles in
`config/roles.toml` of its home.

A role that opens anything confidential, or rights, is given by two people: one asks, another one
confirms. Ending it is one person's act."""


def permissions() -> str:
    """The page."""
    roles = list(shipped().values())
    reaches = table(("Reach", "Means"), ((f"`{r}`", r.label) for r in Reach))
    held = table(
        ("Role", "Key", "Reach", "Permissions", "Two people, for it opens"),
        ((r.label, f"`{r.key}`", f"`{r.reach}`", len(r.may), _opened(r)) for r in roles),
    )
    head = ("Permission", "Lets one", "Opens", *(f"`{r.key}`" for r in roles))
    matrix = table(head, (_line(p, roles) for p in declared(Permission)))
    parts = ("# Roles and permissions", INTRODUCTION, "## Roles", held, "## Reach", reaches)
    return "\n\n".join((*parts, "## Who may do what", matrix))


def _line(permission: Permission, roles: list[Role]) -> tuple[object, ...]:
    marks = ("yes" if permission in role.may else "" for role in roles)
    return (f"`{permission}`", permission.label, permission.opens, *marks)


def _opened(role: Role) -> str:
    return ", ".join(each for each in declared(Opens) if each in role.opens)
