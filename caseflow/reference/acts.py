"""What is done with organisations and entities, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class EntityAct(Act):
    """What is done with organisations and entities."""

    CHANGED = "entity:changed", _("Changed an entity")
