"""Which kind of matter takes part in what: nothing by itself, and all of it reviewed here."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow import manifests
from caseflow.access.root_kinds import RootKind
from caseflow.cases.matter_spec import CASE
from caseflow.errors import NotFound
from caseflow.matters.mentions import Colleague, named_in
from caseflow.matters.models import Note, Task
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task, finish_task
from caseflow.matters.spec import Capability, MatterSpec, matters
from caseflow.screening.queries.register import entry
from caseflow.victims.matter_spec import VICTIM_FILE
from tests.screening.conftest import office  # noqa: F401 - a fixture
from tests.support.house import NOW

NOTES, TASKS, MENTIONS = Capability.NOTES, Capability.TASKS, Capability.MENTIONS
FILES = Capability.FILES
REVIEWED = {
    "case": {NOTES, TASKS, MENTIONS, FILES},
    "victim-file": {NOTES, TASKS, FILES},
    "register-entry": {NOTES, TASKS, MENTIONS, FILES},
    "inquiry": set(),
    "draft": set(),
}
"""What each kind of root takes part in. Of a note in a victim's file nobody can be told: the
notice says no code, so that nobody would know where to look."""


def test_each_kind_takes_part_in_what_was_reviewed_and_in_nothing_else():
    declared = {kind.value: set[Capability]() for kind in manifests.declared(RootKind)}
    declared |= {kind.value: set(spec.acts) for kind, spec in matters().items()}
    assert declared == REVIEWED


def test_nothing_is_on_by_itself():
    bare = MatterSpec(kind=CASE.kind, works="", notice="", reads=CASE.reads)
    for capability in Capability:
        with pytest.raises(NotFound):
            bare.act(capability)


def test_where_a_capability_is_off_no_verb_of_it_does_anything(office, monkeypatch):  # noqa: F811
    ref = office.proposed("Elena Duarte")
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        who = {"actor": office.registry, "now": NOW}
        noted = write_note(this, "Ask for the letter.", **who)
        task = add_task(this, "Ask for the letter.", **who)
        session.commit()
        bare = MatterSpec(
            kind=this.__root_kind__,
            works=VICTIM_FILE.works,
            notice="",
            reads=CASE.reads,
        )
        for module in ("notes", "tasks"):
            monkeypatch.setattr(f"caseflow.matters.services.{module}.spec_of", lambda _matter: bare)
        for verb in (
            lambda: write_note(this, "More", **who),
            lambda: edit_note(this, noted.note.id, "More", **who),
            lambda: add_task(this, "More", **who),
            lambda: finish_task(this, task.id, **who),
        ):
            with pytest.raises(NotFound):
                verb()
        session.rollback()
        for model in (Note, Task):
            assert session.scalar(sa.select(sa.func.count(model.id))) == 1
        assert session.get_one(Note, noted.note.id).edits == 0
        assert session.get_one(Task, task.id).done_at is None


INES, INA, TWO = (
    Colleague(CASE_ID, name, "")
    for CASE_ID, name in enumerate(("Inés Okafor", "Ina Berg", "Ina Sand"))
)
PEOPLE = [INES, INA, TWO]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Ask @Inés Okafor for it", [INES]),
        ("Ask @inés", [INES]),
        ("@INÉS OKAFOR, please", [INES]),
        ("Ask @Ine\u0301s Okafor", [INES]),
        ("@Ina", []),
        ("@Ina Berg and @Inés", [INES, INA]),
        ("@Ina\n Berg", [INA]),
        ("mail ines@Inés Okafor", []),
        ("@Inésita", []),
        ("Inés Okafor", []),
        ("@ Inés", []),
        ("@Ines Okafor is not Inés", []),
        ("@Inés.", [INES]),
        ("", []),
    ],
)
def test_an_at_sign_and_a_name_name_somebody(words, named):
    assert named_in(words, PEOPLE) == named
