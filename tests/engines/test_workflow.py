"""The engine of moves: what is open, what stands in the way, what a broken table says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import pytest

from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import _
from caseflow.packs import PackError
from caseflow.track_files import TrackVocabulary, load_track
from caseflow.workflow import Guard, Move, Stage, Workflow, WorkflowError


class Permit(StrEnum):
    WRITE = "texts:write"
    PRINT = "texts:print"


class Step(Stage):
    DRAFT = "draft", _("Draft")
    READ = "read", _("Read"), "info"
    PRINTED = "printed", _("Printed")


@dataclass
class Paper:
    stage: object = Step.DRAFT
    author: str = "ada"
    pages: int = 0


@dataclass(frozen=True)
class Person:
    name: str
    permits: frozenset[Permit] = frozenset(Permit)

    def may(self, permission):
        return permission in self.permits


ADA, BEN = Person("ada"), Person("ben")
NO_PAGES = Guard(_("Write a page first."), lambda paper, _actor: paper.pages == 0, "no_pages")
NO_TITLE = Guard(_("Give it a title first."), lambda paper, _actor: paper.pages < 2, "no_title")
OWN_PAPER = Guard(
    _("Somebody else must read it."),
    lambda paper, actor: paper.author == actor.name,
    "own_paper",
)

SEND = Move(
    name="send",
    label=_("Send"),
    start=frozenset({Step.DRAFT}),
    end=Step.READ,
    needs=Permit.WRITE,
    unless=(NO_PAGES, NO_TITLE),
)
PRINT = Move(
    name="print",
    label=_("Print"),
    start=frozenset({Step.READ}),
    end=Step.PRINTED,
    needs=Permit.PRINT,
    bars=(OWN_PAPER,),
    effects=("tell_author",),
)
BACK = Move(
    name="back",
    label=_("Send back"),
    start=frozenset({Step.READ}),
    end=Step.DRAFT,
    needs=Permit.WRITE,
)


def table(*moves: Move, stages=tuple(Step), final=frozenset({Step.PRINTED})) -> Workflow:
    return Workflow("paper", _("Papers"), stages, Step.DRAFT, final, moves)


@pytest.fixture
def workflow() -> Workflow:
    return table(SEND, PRINT, BACK)


def test_only_the_moves_that_start_here_are_open_in_the_tables_order(workflow):
    assert workflow.open_moves(Paper()) == [SEND]
    assert workflow.open_moves(Paper(Step.READ)) == [PRINT, BACK]
    assert workflow.open_moves(Paper(Step.PRINTED)) == []


def test_a_move_changes_the_stage_and_names_its_effects(workflow):
    paper = Paper(Step.READ)
    assert workflow.apply(paper, "print", BEN).effects == ("tell_author",)
    assert paper.stage is Step.PRINTED


def test_a_stage_kept_as_plain_text_stays_plain_text(workflow):
    paper = Paper("read")
    workflow.apply(paper, "print", BEN)
    assert paper.stage == "printed"
    assert type(paper.stage) is str


def test_every_reason_in_the_way_is_told_and_nothing_moves(workflow):
    paper = Paper()
    assert workflow.blocking(paper, SEND, ADA) == [NO_PAGES[0], NO_TITLE[0]]
    with pytest.raises(NotReady) as told:
        workflow.apply(paper, "send", ADA)
    assert told.value.sentence == "Write a page first. Give it a title first."
    assert list(told.value.sentence.params.values()) == [NO_PAGES[0], NO_TITLE[0]]
    assert paper.stage is Step.DRAFT


def test_whoever_is_barred_is_refused_and_not_offered_the_move(workflow):
    paper = Paper(Step.READ)
    assert workflow.offered(paper, ADA) == [BACK]
    assert workflow.offered(paper, BEN) == [PRINT, BACK]
    with pytest.raises(Refused, match="Somebody else must read it"):
        workflow.apply(paper, "print", ADA)
    assert paper.stage is Step.READ


def test_whoever_lacks_the_permission_is_refused_even_when_all_is_ready(workflow):
    reader = Person("cy", frozenset())
    with pytest.raises(Refused, match="Your roles do not allow"):
        workflow.apply(Paper(Step.READ), "print", reader)
    assert workflow.offered(Paper(Step.READ), reader) == []


def test_a_move_from_a_stage_that_was_left_says_where_the_thing_stands(workflow):
    with pytest.raises(NotReady, match="“Send” is not open at the stage “Printed”"):
        workflow.apply(Paper(Step.PRINTED), "send", ADA)


def test_a_move_nobody_knows_is_not_found(workflow):
    with pytest.raises(NotFound):
        workflow.apply(Paper(), "burn", ADA)


@pytest.mark.parametrize(
    ("moves", "wrong"),
    [
        ((SEND, PRINT, BACK, replace(PRINT, end=Step.READ)), "two moves share the name print"),
        ((SEND, BACK), "stage printed cannot be reached"),
        ((SEND, PRINT, replace(PRINT, name="x", start=frozenset())), "move x starts nowhere"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused_with_the_name(moves, wrong):
    with pytest.raises(WorkflowError, match=wrong):
        table(*moves)


def test_a_stage_without_a_way_out_must_be_final():
    with pytest.raises(WorkflowError, match="stage printed has no way out"):
        table(SEND, PRINT, BACK, final=frozenset())


def test_stages_that_only_lead_to_each_other_are_refused():
    with pytest.raises(WorkflowError, match="no final stage can be reached from read"):
        table(
            replace(SEND, end=Step.PRINTED),
            replace(SEND, name="loop", end=Step.READ),
            replace(BACK, end=Step.READ),
        )


def test_a_final_stage_may_be_opened_again():
    reopen = replace(BACK, name="reopen", start=frozenset({Step.PRINTED}))
    assert table(SEND, PRINT, BACK, reopen).open_moves(Paper(Step.PRINTED)) == [reopen]


def test_the_diagram_shows_every_stage_and_move(workflow):
    assert workflow.mermaid() == (
        "stateDiagram-v2\n"
        '  state "Draft" as draft\n'
        '  state "Read" as read\n'
        '  state "Printed" as printed\n'
        "  [*] --> draft\n"
        "  draft --> read: Send\n"
        "  read --> printed: Print\n"
        "  read --> draft: Send back\n"
        "  printed --> [*]\n"
    )


def track() -> dict:
    return {
        "label": "Papers",
        "first": "draft",
        "stages": {
            "draft": "Draft",
            "out": {"label": "Out", "final": True, "tone": "ok", "after": "draft"},
        },
        "moves": {
            "print": {
                "label": "Print",
                "from": ["draft"],
                "to": "out",
                "needs": "texts:print",
                "effects": ["tell_author"],
                "reason": True,
                "unless": {"no_pages": "Write a page first."},
                "bars": {"own_paper": "Somebody else must print it."},
            }
        },
    }


VOCABULARY = TrackVocabulary(
    conditions={"no_pages": NO_PAGES[1], "own_paper": OWN_PAPER[1]},
    permissions={each.value: each for each in Permit},
    effects={"tell_author"},
    meanings=("reading", "over"),
    limits=("a_week", "a_day"),
    stricter=("urgent",),
)


def load(data: dict, **more) -> Workflow:
    return load_track(data, VOCABULARY, **more)


def test_a_track_is_read_from_data_with_its_conditions_from_code():
    workflow = load(track())
    move = workflow.move("print")
    assert (move.label, move.needs, move.reason) == ("Print", Permit.PRINT, True)
    assert [guard.code for guard in (*move.unless, *move.bars)] == ["no_pages", "own_paper"]
    assert workflow.stage("out").label == "Out"
    assert workflow.stage("out").tone == "ok"
    assert workflow.blocking(Paper("draft"), move, ADA) == [
        "Somebody else must print it.",
        "Write a page first.",
    ]
    paper = Paper("draft", pages=1)
    workflow.apply(paper, "print", BEN)
    assert paper.stage == "out"


def test_a_track_may_be_held_to_an_enum_of_stages():
    data = track() | {"stages": {"draft": {}, "printed": {"final": True}}}
    data["moves"]["print"]["to"] = "printed"
    assert load(data, stages=Step).final == {Step.PRINTED}
    with pytest.raises(PackError, match=r"stages\.out: Step has no such stage"):
        load(track(), stages=Step)


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("to", "nowhere", r"moves\.print\.to: there is no stage nowhere"),
        ("from", ["nowhere"], r"moves\.print\.from: there is no stage nowhere"),
        ("needs", "texts:burn", r"moves\.print\.needs: 'texts:burn' is none of"),
        ("effects", ["burn"], r"moves\.print\.effects: there is no effect burn"),
        ("unless", {"rain": "It rains."}, r"moves\.print\.unless\.rain: there is no such cond"),
        ("colour", "red", r"moves\.print\.colour: is not known here"),
    ],
)
def test_a_mistake_in_a_track_names_the_key(key, value, wrong):
    data = track()
    data["moves"]["print"][key] = value
    with pytest.raises(PackError, match=wrong):
        load(data)


def test_a_track_with_an_unreachable_stage_is_refused_by_name():
    data = track()
    data["stages"]["lost"] = {"label": "Lost", "final": True, "after": "out"}
    with pytest.raises(PackError, match="stage lost cannot be reached"):
        load(data)


def test_a_track_begins_at_a_stage_it_has():
    with pytest.raises(PackError, match="first: there is no stage nowhere"):
        load(track() | {"first": "nowhere"})


def three(**read) -> dict:
    """The track with a stage that an organisation laid between the two of it."""
    data = track()
    data["stages"]["read"] = {"label": "Read", "after": "draft", **read}
    data["moves"]["print"]["from"] = ["read"]
    data["moves"]["send"] = {
        "label": "Send",
        "from": ["draft"],
        "to": "read",
        "needs": "texts:print",
    }
    return data


def values(workflow: Workflow) -> list[str]:
    return [stage.value for stage in workflow.stages]


def test_a_stage_stands_after_the_one_that_it_names_wherever_the_file_lists_it():
    assert values(load(three())) == ["draft", "read", "out"]
    data = three()
    data["stages"]["out"]["after"] = "read"
    assert values(load(data)) == ["draft", "read", "out"]


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (None, r"stages\.read\.after: is missing"),
        ("nowhere", r"stages\.read\.after: nowhere is no stage that comes before"),
        ("read", r"stages\.read\.after: read is no stage that comes before"),
    ],
)
def test_a_stage_that_comes_after_none_is_refused_by_name(after, wrong):
    data = three(after=after)
    if after is None:
        del data["stages"]["read"]["after"]
    with pytest.raises(PackError, match=wrong):
        load(data)


def test_a_stage_says_what_it_means_how_far_it_is_and_which_limits_run():
    data = three(means=["reading"], limit="a_week", stricter={"urgent": "a_day"}, mark=2)
    data["stages"]["out"]["mark"] = 2
    (read,) = load(data).meaning("reading")
    assert (read.value, read.means("reading"), read.means("over")) == ("read", True, False)
    carried = read.carried
    assert (carried.limit, carried.stricter, carried.mark) == ("a_week", {"urgent": "a_day"}, 2)


def test_a_stage_without_a_mark_is_as_far_as_the_one_before_it():
    data = three()
    data["stages"]["draft"] = {"label": "Draft", "mark": 3}
    assert [stage.carried.mark for stage in load(data).stages] == [3, 3, 3]


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        ({"means": ["singing"]}, r"stages\.read\.means: 'singing' is none of reading, over"),
        ({"limit": "a_year"}, r"stages\.read\.limit: there is no limit a_year"),
        ({"stricter": {"rain": "a_day"}}, r"stages\.read\.stricter\.rain: there is no such cond"),
        ({"stricter": {"urgent": "a_year"}}, r"stages\.read\.stricter: there is no limit a_year"),
        ({"mark": 6}, r"stages\.read\.mark: must lie between 0 and 5"),
        ({"tone": "lilac"}, r"stages\.read\.tone: 'lilac' is none of neutral, brand"),
    ],
)
def test_a_mistake_in_what_a_stage_says_names_the_key(read, wrong):
    with pytest.raises(PackError, match=wrong):
        load(three(**read))


def test_a_track_without_a_meaning_that_its_room_needs_is_refused():
    needing = replace(VOCABULARY, needed=("over",))
    with pytest.raises(PackError, match=r"stages: no stage says that it means 'over'"):
        load_track(three(), needing)
    data = three()
    data["stages"]["out"]["means"] = ["over"]
    assert values(load_track(data, needing)) == ["draft", "read", "out"]


def test_needed_meanings_come_in_their_order():
    needing = replace(VOCABULARY, needed=("reading", "over"))
    data = three(means=["over"])
    data["stages"]["out"]["means"] = ["reading"]
    with pytest.raises(PackError, match=r"stages\.read\.means: 'over' comes before .* 'reading'"):
        load_track(data, needing)
    data["stages"]["read"]["means"] = ["over", "reading"]
    assert values(load_track(data, needing)) == ["draft", "read", "out"]


def test_a_final_stage_means_that_it_is_one():
    ending = replace(VOCABULARY, ends="over")
    data = three()
    with pytest.raises(PackError, match=r"stages\.out\.final: a final stage has to mean 'over'"):
        load_track(data, ending)
    data["stages"]["out"]["means"] = ["over"]
    assert values(load_track(data, ending)) == ["draft", "read", "out"]


def test_a_stage_that_came_in_the_place_of_another_stands_for_it():
    workflow = load(three(was=["drafted", "typed"]))
    assert workflow.stage("typed") == "read"
    paper = Paper("typed", pages=1)
    assert [move.name for move in workflow.open_moves(paper)] == ["print"]
    workflow.apply(paper, "print", BEN)
    assert paper.stage == "out"


@pytest.mark.parametrize(
    ("read", "out", "wrong"),
    [
        (["draft"], [], r"stages\.read\.was: the stage draft is there"),
        (["typed"], ["typed"], r"stages\..*\.was: another stage came in the place of typed"),
    ],
)
def test_a_stage_that_was_is_gone_and_has_one_in_its_place(read, out, wrong):
    data = three(was=read)
    data["stages"]["out"]["was"] = out
    with pytest.raises(PackError, match=wrong):
        load(data)
