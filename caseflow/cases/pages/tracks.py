"""The pages on which an administrator reads tracks, limits and lists, as they are laid together."""

from __future__ import annotations

from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from caseflow import packs
from caseflow.access.permissions import Permission
from caseflow.cases.opened_case.timeline import ground_label
from caseflow.cases.pages.room import room
from caseflow.cases.workflow import SHIPPED, Meaning, track, track_name, track_names
from caseflow.clocks.limits import Limit
from caseflow.clocks.wording import length_of
from caseflow.days import office_day
from caseflow.labels import Text, _, ngettext
from caseflow.manifests import by_value
from caseflow.reference.limits import limits
from caseflow.reference.list_views import list_views
from caseflow.reference.lists import personnel_categories
from caseflow.reference.permissions import EntityPermission
from caseflow.web.menus import Group, MenuEntry, register_menu
from caseflow.web.words import say
from caseflow.workflow import Move, Stage, Workflow

MANAGE = EntityPermission.MANAGE
MEANINGS: dict[str, Text] = {
    Meaning.ASSESSED: _("assessed"),
    Meaning.INVESTIGATING: _("investigated here"),
    Meaning.DECIDING: _("reviewed and decided here"),
    Meaning.CLOSED: _("closed"),
}
register_menu(
    MenuEntry(
        Group.SETTINGS, _("Tracks and limits"), "cases.tracks", "list-check", MANAGE, order=30
    )
)


@room.route("/tracks", permission=MANAGE)
def tracks() -> ResponseReturnValue:
    """Every track with its stages and moves, every limit, and who follows which track."""
    known = limits()
    return render_template(
        "cases/tracks.html",
        tracks=[_track(track(name), known) for name in track_names()],
        limits=[_limit(each) for each in known.values()],
        limits_changed=_is_changed("limits"),
    )


@room.route("/tracks/lists", permission=MANAGE)
def lists() -> ResponseReturnValue:
    """Every list that the organisation may change: its codes, their words, where each is from."""
    return render_template("cases/lists.html", lists=list_views())


def _track(way: Workflow, known: dict[str, Limit]) -> dict[str, Any]:
    followed = [
        say(label)
        for code, label in personnel_categories().choices(office_day(g.now))
        if track_name(code) == way.name
    ]
    return {
        "name": way.name,
        "label": way.label,
        "origin": _origin(way.name),
        "people": followed,
        "stages": [_stage(stage, known) for stage in way.stages],
        "moves": [_move(way, move) for move in way.moves],
    }


def _origin(name: str) -> Text:
    """Where a track comes from."""
    shipped, own = (SHIPPED / f"{name}.toml").is_file(), _is_changed(f"tracks/{name}")
    if shipped and own:
        return _("of the product, changed by your organisation")
    return _("of the product") if shipped else _("of your organisation")


def _is_changed(topic: str) -> bool:
    """Whether the home lays a file of its own over a topic."""
    return (packs.config_folder() / f"{topic}.toml").is_file()


def _stage(stage: Stage, known: dict[str, Limit]) -> dict[str, Any]:
    carried = stage.carried
    named = [carried.limit, *carried.stricter.values()]
    return {
        "label": stage.label,
        "mark": carried.mark,
        "code": stage.value,
        "means": [MEANINGS[each] for each in Meaning if stage.means(each)],
        "limits": [known[each].label for each in named if each in known],
        "was": sorted(carried.was),
    }


def _move(way: Workflow, move: Move) -> dict[str, Any]:
    return {
        "label": move.label,
        "from": [stage.label for stage in way.stages if stage in move.start],
        "to": move.end.label,
        "needs": by_value(Permission, move.needs).label,
        "first": [guard.reason for guard in move.unless],
        "never": [guard.reason for guard in move.bars],
        "reason": move.reason,
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "label": limit.label,
        "length": length_of(limit),
        "basis": limit.basis,
        "extended": _extended(limit),
        "stops": [ground_label(each) for each in sorted(limit.stops)],
    }


def _extended(limit: Limit) -> Text:
    rule = limit.extending
    if rule is None:
        return _("not at all")
    if rule.times is None:
        return _("as often as needed")
    return ngettext("%(count)s time", "%(count)s times", rule.times)
