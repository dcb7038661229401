"""The lists that an organisation may change, as they are laid together, and whose each entry is.

Lists that code asks for are read in `lists.py` and its neighbours; here they are told to whoever
looks after the instance, with what the home's own files changed, added and took out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from caseflow import packs
from caseflow.access import roles
from caseflow.labels import Labelled, Text, _
from caseflow.packs import Part
from caseflow.reference.terms import SHIPPED

ROLES = Path(roles.__file__).with_name("roles.toml")
LISTS: Mapping[str, tuple[Text, Path]] = {
    topic: (title, ROLES if topic == "roles" else SHIPPED / f"{topic}.toml")
    for topic, title in {
        "personnel_categories": _("Personnel categories"),
        "rank_bands": _("Bands of ranks"),
        "entity_kinds": _("Kinds of entities"),
        "intake_channels": _("Ways in which a report comes in"),
        "finding_outcomes": _("Answers to an allegation"),
        "standards_of_proof": _("Standards of proof"),
        "measures": _("Measures"),
        "interim_measures": _("Interim measures"),
        "register_rules": _("Rules of the screening register"),
        "holidays": _("Lists of days off"),
        "roles": _("Roles"),
    }.items()
}
"""What each list is called, and the file that ships, by the topic of its file."""
TAXONOMY = "taxonomy"


class Origin(Labelled):
    """Where an entry of a list comes from."""

    PRODUCT = "product", _("of the product")
    CHANGED = "changed", _("of the product, changed by your organisation")
    OWN = "own", _("of your organisation")
    TAKEN_OUT = "taken-out", _("taken out by your organisation")


@dataclass(frozen=True)
class EntryView:
    """One entry of a list."""

    code: str
    label: Text
    note: Text | None
    origin: Origin


@dataclass(frozen=True)
class ListView:
    """One list; `own_file` is the home's own file, where it has one."""

    topic: str
    title: Text
    entries: tuple[EntryView, ...]
    own_file: str


def list_views() -> list[ListView]:
    """Every list that a home may change, in an order for reading. Raises PackError."""
    views = [_view(topic, title, file) for topic, (title, file) in LISTS.items()]
    return [*views, *_taxonomies()]


def _view(topic: str, title: Text, file: Path) -> ListView:
    entries = _entries(packs.load(topic, file), packs.part_of(file))
    return ListView(topic, title, tuple(entries), _own_file(topic))


def _taxonomies() -> Iterator[ListView]:
    """The types of conduct of each version, the newest first."""
    file = SHIPPED / f"{TAXONOMY}.toml"
    shipped = dict(packs.part_of(file).parts())
    versions = list(packs.load(TAXONOMY, file).parts())
    for name, table in reversed(versions):
        before = shipped[name].maybe_part("types") if name in shipped else None
        types = table.maybe_part("types")
        entries = tuple(_entries(types, before)) if types else ()
        title = _("Types of conduct: %(version)s", version=table.words("label"))
        yield ListView(f"{TAXONOMY}-{name}", title, entries, _own_file(TAXONOMY))


def _entries(part: Part, shipped: Part | None, within: str = "") -> Iterator[EntryView]:
    """The entries as they are laid together, each before its kinds; then what was taken out."""
    before = dict(shipped.parts()) if shipped else {}
    for code, table in part.parts():
        origin = _origin(part, code, shipped_too=code in before)
        label, note = table.words("label"), table.maybe_words("note")
        yield EntryView(f"{within}{code}", label, note, origin)
        if (kinds := table.maybe_part("subtypes")) is not None:
            old = before[code].maybe_part("subtypes") if code in before else None
            yield from _entries(kinds, old, f"{within}{code}.")
    for code, table in before.items():
        if code not in part.data:
            note = table.maybe_words("note")
            yield EntryView(f"{within}{code}", table.words("label"), note, Origin.TAKEN_OUT)


def _origin(part: Part, code: str, *, shipped_too: bool) -> Origin:
    if not shipped_too:
        return Origin.OWN
    return Origin.CHANGED if part.is_changed_within(code) else Origin.PRODUCT


def _own_file(topic: str) -> str:
    """The home's own file of a topic, as README calls it; empty where it has none."""
    name = f"{topic}.toml"
    return f"config/{name}" if (packs.config_folder() / name).is_file() else ""
