"""The tracks a proceeding may follow, and the conditions their files name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from caseflow import packs
from caseflow.access.permissions import Permission
from caseflow.cases.models import Allegation, Case, Decision, Finding, Proceeding, Step
from caseflow.cases.track_effects import (
    COUNT_DECISION,
    EFFECTS,
    REPORT_INVESTIGATION,
    SET_ASIDE,
    UNDOES_DECISIONS,
    check_effects,
)
from caseflow.labels import Text, _
from caseflow.manifests import declared
from caseflow.packs import PackError
from caseflow.reference.limits import limits
from caseflow.reference.lists import personnel_categories
from caseflow.reference.terms import SHIPPED as VOCABULARIES
from caseflow.track_files import LONGEST_STAGE, TrackVocabulary, load_track
from caseflow.workflow import Carried, Condition, Guard, Move, Stage, Workflow, WorkflowError

SHIPPED = Path(__file__).parent / "tracks"
CATEGORIES = VOCABULARIES / "personnel_categories.toml"
DEFAULT = "staff"

OWN_DECISION = _("You decided this: somebody else takes it up again.")
GOES_ON_ELSEWHERE = _("This case was merged into another one.")
DECISION_STANDS = _("There is a decision on this subject already: it has to be set aside first.")

SEXUAL_EXPLOITATION_AND_ABUSE = "sexual_exploitation_and_abuse"
"""The condition under which another limit runs: `Case.strict_limits`."""


class Meaning(StrEnum):
    """What a stage of a track is: code asks for this, whatever an organisation calls the stage."""

    ASSESSED = "assessed"
    """What was reported was looked at: it may be investigated."""
    INVESTIGATING = "investigating"
    """Allegations are investigated, and answered by findings."""
    DECIDING = "deciding"
    """The investigation is reviewed, and the allegations are decided on."""
    CLOSED = "closed"
    """Nothing more is done."""


@dataclass
class Standing:
    """One proceeding with all that the conditions of its next move may ask."""

    case: Case
    proceeding: Proceeding
    allegations: Sequence[Allegation] = ()
    findings: dict[UUID, Finding] = field(default_factory=dict)
    """The finding that counts, by allegation."""
    decision: Decision | None = None
    """The one that stands, or that is being made."""
    decided_before: bool = False
    """Whether one stood when this was read."""
    investigators: frozenset[UUID] = frozenset()
    """Everybody who ever investigated."""
    investigator_now: bool = False
    proposers: frozenset[UUID] = frozenset()
    """Everybody who sent the case to decision."""
    named: frozenset[UUID] = frozenset()
    deciders: frozenset[UUID] = frozenset()
    """Everybody who ever decided on this subject."""
    conflict_undecided: bool = False

    @property
    def stage(self) -> str:
        """Where the proceeding stands."""
        return self.proceeding.stage

    @stage.setter
    def stage(self, value: str) -> None:
        self.proceeding.stage = value

    def answered(self, allegation_id: UUID) -> bool:
        """Whether a finding counts; an old register's word that is not mapped answers nothing."""
        finding = self.findings.get(allegation_id)
        return finding is not None and finding.outcome is not None


def _investigated(s: Standing, actor: Any) -> bool:
    return actor.user_id in s.investigators


def _decided_before(s: Standing, _actor: Any) -> bool:
    return s.decided_before


CONDITIONS: dict[str, Condition] = {
    "no_allegation": lambda s, _actor: not s.allegations,
    "conflict_undecided": lambda s, _actor: s.conflict_undecided,
    "no_investigator": lambda s, _actor: not s.investigator_now,
    "finding_missing": lambda s, _actor: any(not s.answered(a.id) for a in s.allegations),
    "decision_missing": lambda s, _actor: s.decision is None,
    "merged": lambda s, _actor: s.case.merged_into is not None,
    "named_in_it": lambda s, actor: actor.user_id in s.named,
    "investigated_it": _investigated,
    "proposed_it": lambda s, actor: actor.user_id in s.proposers,
    "decided_it": lambda s, actor: actor.user_id in s.deciders,
}


def counts(findings: Sequence[Finding]) -> dict[UUID, Finding]:
    """The finding that counts for each allegation: the last one that still holds.

    One that was withdrawn, or set aside with its decision, does not.
    """
    steps = list(Step)
    best: dict[UUID, Finding] = {}
    for finding in sorted(findings, key=lambda f: (f.recorded_at, steps.index(f.step), f.id)):
        if finding.holds:
            best[finding.allegation_id] = finding
    return best


def track(name: str) -> Workflow:
    """A track by name, read once for each home. Raises PackError naming file and key."""
    return _kept(name, packs.config_folder().absolute())


@lru_cache(maxsize=64)
def _kept(name: str, folder: Path) -> Workflow:
    shipped = SHIPPED / f"{name}.toml"
    part = packs.load(f"tracks/{name}", shipped if shipped.is_file() else None, folder=folder)
    way = load_track(part, _vocabulary(), name=name)
    _check_effects(part, way)
    guarded = (_deciding_once(_barring_deciders(_shut_when_merged(m))) for m in way.moves)
    return replace(way, moves=tuple(guarded))


def _vocabulary() -> TrackVocabulary:
    """What the files of the tracks of cases may name."""
    return TrackVocabulary(
        conditions=CONDITIONS,
        permissions={each.value: each for each in declared(Permission)},
        effects=EFFECTS,
        meanings=tuple(Meaning),
        needed=(Meaning.INVESTIGATING, Meaning.DECIDING, Meaning.CLOSED),
        ends=Meaning.CLOSED,
        limits=tuple(limits()),
        stricter=(SEXUAL_EXPLOITATION_AND_ABUSE,),
    )


def _check_effects(part: packs.Part, way: Workflow) -> None:
    """Raise PackError where the track lacks an effect that the meaning of its stages needs."""
    kinds = {
        meaning: frozenset(stage for stage in way.stages if stage.means(meaning))
        for meaning in (Meaning.INVESTIGATING, Meaning.DECIDING, Meaning.CLOSED)
    }
    check_effects(
        part,
        way,
        investigating=kinds[Meaning.INVESTIGATING],
        deciding=kinds[Meaning.DECIDING],
        closed=kinds[Meaning.CLOSED],
        decision_missing=CONDITIONS["decision_missing"],
    )


def _deciding_once(move: Move) -> Move:
    """The move, shut where it decides while a decision stands, whatever the file of a track says.

    An old register may hold a measure of a subject on whom it has no final finding.
    """
    if COUNT_DECISION not in move.effects:
        return move
    stands = Guard(DECISION_STANDS, _decided_before, "decision_stands")
    return replace(move, unless=(*move.unless, stands))


def _shut_when_merged(move: Move) -> Move:
    """The move, shut in a merged case where it starts at a closed stage."""
    merged = CONDITIONS["merged"]
    closed = any(stage.means(Meaning.CLOSED) for stage in move.start)
    if not closed or any(guard.blocks is merged for guard in move.unless):
        return move
    return replace(move, unless=(*move.unless, Guard(GOES_ON_ELSEWHERE, merged, "merged")))


def _barring_deciders(move: Move) -> Move:
    """The move, closed to whoever decided where it undoes a decision."""
    decided_it = CONDITIONS["decided_it"]
    if UNDOES_DECISIONS.isdisjoint(move.effects) or any(g.blocks is decided_it for g in move.bars):
        return move
    return replace(move, bars=(*move.bars, Guard(OWN_DECISION, decided_it, "decided_it")))


def setting_aside(standing: Standing) -> Move | None:
    """The move that sets the decision of a proceeding aside; None where none can be set aside.

    One that an old register holds of a matter that it calls undecided leaves the stage as it is.
    """
    way = track(standing.proceeding.track)
    move = move_with(way, SET_ASIDE)
    if move is None or standing.decision is None:
        return None
    if standing.stage in move.start:
        return move
    here = way.stage(standing.stage)
    earlier = all(way.stages.index(here) < way.stages.index(stage) for stage in move.start)
    return replace(move, start=frozenset({here}), end=here) if earlier else None


def move_with(way: Workflow, effect: str) -> Move | None:
    """The first move of a track that brings this about."""
    return next((move for move in way.moves if effect in move.effects), None)


def sending_moves() -> frozenset[str]:
    """The names of the moves that end an investigation: whoever makes one sent it to decision."""
    every = (move for name in track_names() for move in track(name).moves)
    return frozenset(move.name for move in every if REPORT_INVESTIGATION in move.effects)


def sends_to_decision(name: str | None, move: str) -> bool:
    """Whether a move of this track ends an investigation; of an unknown track, one of any does."""
    if name is None:
        return move in sending_moves()
    return REPORT_INVESTIGATION in effects_of(name, move)


def effects_of(name: str, move: str) -> tuple[str, ...]:
    """What a move of this track brings about; nothing where the track has no such move any more."""
    return next((tuple(each.effects) for each in track(name).moves if each.name == move), ())


def check_tracks() -> None:
    """Read every track, with this home's changes, and ask which categories of people follow it.

    A category of the organisation's own may follow a track that ships, one of its own, or one that
    a category follows that ships. Raises PackError naming file, key and fault.
    """
    for name in track_names():
        track(name)
        if len(name) > LONGEST_STAGE:
            own = packs.config_folder() / "tracks" / f"{name}.toml"
            raise PackError(own, (), f"a track's name has at most {LONGEST_STAGE} characters")
    named = {table.text("track") for _code, table in packs.part_of(CATEGORIES).parts()}
    for _code, table in packs.load(CATEGORIES.stem, CATEGORIES).parts():
        if (name := table.text("track")) not in {*track_names(), *named}:
            raise table.wrong("track", f"there is no track {name}")


def track_names() -> tuple[str, ...]:
    """Every track of this home."""
    own = packs.config_folder() / "tracks"
    return tuple(sorted({file.stem for folder in (SHIPPED, own) for file in folder.glob("*.toml")}))


def track_name(personnel_category: str | None) -> str:
    """The track that people of this category follow; the staff track where there is no own one."""
    found = personnel_categories().get(personnel_category)
    name = found.track if found else DEFAULT
    own = packs.config_folder() / "tracks" / f"{name}.toml"
    return name if own.is_file() or (SHIPPED / f"{name}.toml").is_file() else DEFAULT


def stage_of(value: str, name: str | None = None) -> Stage:
    """A stage of a track with its label, else of the staff track.

    Raises WorkflowError when the track has none such.
    """
    return track(name or DEFAULT).stage(value)


def stage_label(value: str, name: str | None = None) -> Text:
    """What a stage is called; one that its track no longer has by its code."""
    try:
        return stage_of(value, name).label
    except (WorkflowError, PackError):
        return Text(value)


def means(thing: Any, meaning: Meaning) -> bool:
    """Whether a proceeding, or a case, stands at a stage of this kind."""
    return stage_means(thing.stage, thing.track, meaning)


def stage_means(stage: str, name: str | None, meaning: Meaning) -> bool:
    """Whether a stage of this track is of this kind; one that the track has no more is of none."""
    try:
        return stage_of(stage, name).means(meaning)
    except (WorkflowError, PackError):
        return False


def is_closed(thing: Any) -> bool:
    """Whether nothing more is done in a proceeding, or in a case."""
    return means(thing, Meaning.CLOSED)


def closing_stage(name: str) -> str:
    """The stage at which a proceeding of this track stands when it is closed."""
    return track(name).meaning(Meaning.CLOSED)[0].value


def every_stage() -> list[tuple[str, Text]]:
    """The stages of all tracks in their order, each value once, with its label."""
    named: dict[str, list[Text]] = {}
    stages = sorted(
        (
            (stage.carried.mark, place, stage)
            for name in track_names()
            for place, stage in enumerate(track(name).stages)
        ),
        key=lambda each: each[:2],
    )
    for _mark, _place, stage in stages:
        labels = named.setdefault(stage.value, [])
        if stage.label not in labels:
            labels.append(stage.label)
    return [(value, _either(labels)) for value, labels in named.items()]


def _either(labels: Sequence[Text]) -> Text:
    """A label that different tracks word differently, in all their words."""
    if len(labels) == 1:
        return labels[0]
    named = {f"label{number}": label for number, label in enumerate(labels)}
    return Text(" / ".join(f"%({name})s" for name in named), **named)


def least_advanced(proceedings: Sequence[Proceeding]) -> Proceeding:
    """The proceeding a case's stage is read from: the least advanced open one, else the last.

    Of several tracks the marks of their stages tell how far each is. Of several proceedings at one
    stage, one counts whose day is not known. Raises ValueError when there is none.
    """
    if not proceedings:
        raise ValueError("a case has at least one proceeding")
    return min(
        proceedings,
        key=lambda p: (is_closed(p), how_far(p), -(p.stage_since or date.max).toordinal()),
    )


def how_far(proceeding: Any) -> tuple[int, int]:
    """How far a proceeding is, in an order that holds across tracks."""
    way = track(proceeding.track)
    stage = way.stage(proceeding.stage)
    return stage.carried.mark, way.stages.index(stage)


def limit_at(stage: str, name: str | None = None, *, grave: bool = False) -> str | None:
    """The name of the limit that runs at this stage of this track; none where it has no such."""
    carried = _carried_at(stage, name)
    if carried is None:
        return None
    stricter = carried.stricter.get(SEXUAL_EXPLOITATION_AND_ABUSE) if grave else None
    return stricter or carried.limit


def limits_at(stage: str, name: str | None = None) -> frozenset[str]:
    """Every limit that may run at this stage of this track."""
    carried = _carried_at(stage, name)
    named = {carried.limit, *carried.stricter.values()} if carried is not None else set()
    return frozenset(name for name in named if name is not None)


def _carried_at(stage: str, name: str | None) -> Carried | None:
    """What a stage carries; None where the track has it no more: its old steps stay to be read."""
    try:
        return stage_of(stage, name).carried
    except (WorkflowError, PackError):
        return None
