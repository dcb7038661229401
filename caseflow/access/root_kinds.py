"""What a protected row can belong to; every room declares its own kinds."""

from __future__ import annotations

from caseflow.declared_enums import Declared


class RootKind(Declared):
    """What a protected row belongs to, such as a case: `class CaseRootKind(RootKind)`.

    Each kind has its own ground of visibility (`grounds` of the room's manifest). Seals of keys and
    rows of `roots` are bound to the value: it outlives the code.
    """
