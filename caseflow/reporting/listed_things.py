"""How many things a look at a list delivered, and which victims' files where an engagement says so.

Whatever bars this auditor is neither counted nor named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_lines import names_within, root_names
from caseflow.audit.acts import Act, PageAct
from caseflow.audit.models import Entry
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.labels import Text, ngettext
from caseflow.manifests import by_value
from caseflow.reporting.act_places import Scope
from caseflow.reporting.permissions import ReportPermission
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import Inquiry
from caseflow.victims.acts import VictimAct
from caseflow.victims.models import VictimFile

KEYS: Mapping[Act, tuple[str, ...]] = {
    CaseAct.LISTED: ("references",),
    ScreeningAct.INQUIRY_LISTED: ("inquiries",),
    ScreeningAct.REGISTER_LISTED: ("entries",),
    PageAct.SEARCHED: ("references", "inquiries", "entries", "files", "people", "entities"),
    VictimAct.FILE_LISTED: ("files",),
}
"""By act, under which facts a list keeps what the things in it are called."""
FILES = ("files",)


def listed(
    session: Session,
    entries: Sequence[Entry],
    details: Mapping[int, Mapping[str, Any]],
    scope: Scope,
    actor: Actor,
) -> dict[int, Text]:
    """By number of the entry, how many things the list showed."""
    names = {
        entry.seq: _names(details, entry.seq, KEYS[by_value(Act, entry.act)])
        for entry in entries
        if by_value(Act, entry.act) in KEYS
    }
    if not any(names.values()):
        return {seq: _count(0) for seq in names}
    kept = _kept_out(session, scope)
    files = {seq for seq in names if _names(details, seq, FILES)}
    codes = _codes(session, {n for seq in files for n in _names(details, seq, FILES)}, actor)
    found = {}
    for seq, every in names.items():
        shown = [name for name in every if name not in kept]
        named = [name for name in shown if name in codes] if seq in files else []
        found[seq] = _count(len(shown), named)
    return found


def _names(details: Mapping[int, Mapping[str, Any]], seq: int, keys: Sequence[str]) -> list[str]:
    """What the things were called that an entry names under these facts."""
    facts = details.get(seq, {}).get("facts", {})
    return [str(name) for key in keys for name in facts.get(key, ())]


def _kept_out(session: Session, scope: Scope) -> set[str]:
    """What the things are called that bar this auditor."""
    if not scope.barred:
        return set()
    kinds = (Case, Inquiry, VictimFile)
    return {name for kind in kinds for name in root_names(session, kind, scope.barred).values()}


def _codes(session: Session, codes: set[str], actor: Actor) -> frozenset[str]:
    """Those files that lie where an engagement names the compartment of victims."""
    places = {e for held in actor.holding(ReportPermission.AUDIT_READ) for e in held.codes}
    if not codes or not places:
        return frozenset()
    return names_within(session, VictimFile, codes, places)


def _count(number: int, named: Sequence[str] = ()) -> Text:
    if named:
        return ngettext(
            "%(count)s thing on the list: %(codes)s",
            "%(count)s things on the list: %(codes)s",
            number,
            codes=", ".join(named),
        )
    return ngettext("%(count)s thing on the list", "%(count)s things on the list", number)
