"""Random merging, splitting, transfer, holding and shredding, beside a plain model of it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from caseflow import db
from caseflow.crypto.columns import conceal
from caseflow.crypto.errors import Erased
from caseflow.crypto.holds import hold, release
from caseflow.crypto.opening import open_text
from caseflow.crypto.reseal import reseal
from caseflow.crypto.shredding import shred
from caseflow.errors import Refused
from tests.crypto.rows import NOW, Ground, Thing, make_vault
from tests.support.databases import Databases


@dataclass
class Row:
    """What must be true of a row, in the plain model."""

    text: str
    root: UUID
    sealed_by: UUID


class LifeOfKeys(RuleBasedStateMachine):
    roots = Bundle("roots")
    rows = Bundle("rows")
    holds = Bundle("holds")
    url: str

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "life.db"
        self.vault = make_vault(self.url or f"sqlite:///{path}", self.folder / "keys")
        self.context = self.vault.session(purpose="test")
        self.session = self.context.__enter__()
        self.model: dict[UUID, Row] = {}
        self.keys: dict[UUID, UUID] = {}
        self.held: dict[UUID, UUID] = {}
        self.shredded: set[UUID] = set()

    def teardown(self) -> None:
        self.context.__exit__(None, None, None)
        Ground.metadata.drop_all(self.vault.engine)
        with self.vault.engine.begin() as connection:
            for table in reversed(db.metadata.sorted_tables):
                if table.name in {"data_keys", "domain_keys", "key_holds", "key_epochs"}:
                    table.drop(connection)
        self.vault.engine.dispose()
        shutil.rmtree(self.folder)

    @rule(target=roots)
    def open_a_root(self) -> UUID:
        root = db.new_id()
        self.keys[root] = self.vault.key(self.session, root)
        self.session.commit()
        return root

    @rule(target=rows, root=roots, text=st.text(st.characters(codec="utf-8"), max_size=20))
    def write(self, root: UUID, text: str) -> UUID:
        text = text.replace("\0", "")
        if root in self.shredded:
            return multiple()
        thing = self.vault.thing(self.session, text, root_id=root, data_key_id=self.keys[root])
        self.session.commit()
        self.model[thing.id] = Row(text, root, root)
        return thing.id

    @rule(row=rows, text=st.sampled_from(["rewritten", "again", ""]))
    def rewrite(self, row: UUID, text: str) -> None:
        if row in self.model:
            self.thing(row).title = conceal(text)
            self.session.commit()
            self.model[row].text = text

    @rule(source=roots, into=roots)
    def merge(self, source: UUID, into: UUID) -> None:
        """Rows go over and keep their keys."""
        if into not in self.shredded:
            for row_id, row in self.model.items():
                if row.root == source:
                    self.thing(row_id).root_id = row.root = into
            self.session.commit()

    @rule(chosen=st.lists(rows, max_size=4), into=roots, stopped=st.booleans())
    def split_or_transfer(self, chosen: list[UUID], into: UUID, stopped: bool) -> None:
        """Rows go over and are sealed anew; a stop half-way is finished by a second call."""
        chosen = [row_id for row_id in dict.fromkeys(chosen) if row_id in self.model]
        if into in self.shredded:
            return
        things = [self.thing(row_id) for row_id in chosen]
        if stopped:
            reseal(self.session, things, to=self.keys[into], limit=1)
            self.session.commit()
        reseal(self.session, things, to=self.keys[into])
        for row_id, thing in zip(chosen, things, strict=True):
            thing.root_id = into
            self.model[row_id].root = self.model[row_id].sealed_by = into
        self.session.commit()

    @rule(target=holds, root=roots)
    def place_a_hold(self, root: UUID) -> UUID:
        placed = hold(self.session, kind="case", root_id=root, now=NOW)
        self.session.commit()
        self.held[placed] = root
        return placed

    @rule(placed=consumes(holds))
    def release_a_hold(self, placed: UUID) -> None:
        release(self.session, placed, now=NOW)
        self.session.commit()
        del self.held[placed]

    @rule(chosen=st.lists(roots, min_size=1, max_size=3, unique=True))
    def shred(self, chosen: list[UUID]) -> None:
        dying = set(chosen)
        users = {i: row for i, row in self.model.items() if row.sealed_by in dying}
        forbidden = any(row.root not in dying for row in users.values()) or bool(
            dying & set(self.held.values())
        )
        roots = [("case", root) for root in chosen]
        if forbidden:
            with pytest.raises(Refused):
                shred(self.session, roots, now=NOW, among=Ground.registry)
            self.session.rollback()
            return
        done = shred(self.session, roots, now=NOW, among=Ground.registry)
        assert done.rows == len(users)
        self.session.commit()
        self.shredded |= dying
        for row_id in users:
            with pytest.raises(Erased):
                open_text(self.session, self.thing(row_id), "title")
            self.session.delete(self.thing(row_id))
            del self.model[row_id]
        self.session.commit()

    @rule()
    def forget_opened_keys(self) -> None:
        self.vault.keyring.forget()

    @invariant()
    def every_living_row_opens_to_its_text(self) -> None:
        for row_id, row in self.model.items():
            thing = self.thing(row_id)
            assert open_text(self.session, thing, "title") == row.text
            assert (thing.root_id, thing.data_key_id) == (row.root, self.keys[row.sealed_by])

    def thing(self, row_id: UUID) -> Thing:
        found = self.session.get(Thing, row_id)
        assert found is not None
        return found


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 30), ("postgresql", 6)])
def test_no_row_is_lost_and_none_survives_whatever_happens(
    databases: Databases, kind: str, examples: int
):
    with databases.fresh(kind) as url:
        LifeOfKeys.url = "" if kind == "sqlite" else url
        run_state_machine_as_test(
            LifeOfKeys,
            settings=settings(
                max_examples=examples,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
