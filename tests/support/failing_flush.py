"""A plugin of pytest: in every act a flush fails once, inside a savepoint, and is caught.

After each test the rows are compared with the trail. Where acts were opened is written to the
file that `CASEFLOW_ACTS_SEEN` names, so that a verb without a test is noticed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import isfunction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseflow.audit import record
from caseflow.audit.commands import public_key
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.rows import compare_rows
from caseflow.audit.verifying import verify
from caseflow.reference.acts import EntityAct
from caseflow.reference.models import Organization
from tests.support.house import SINCE, House

REAL = {"act": record.act, "act_per_root": record.act_per_root}
ROOT = Path(record.__file__).resolve().parents[2]
SEEN = "CASEFLOW_ACTS_SEEN"
places: set[str] = set()


def fail_once(session: Session) -> None:
    """Let one flush fail on a row that cannot be stored, and go on as if nothing had been."""
    savepoint = session.begin_nested()
    try:
        with savepoint, REAL["act"](session, EntityAct.CHANGED):
            session.add(Organization(code="LOST", name="Lost", valid_from=SINCE))
            session.flush()
            session.add(Organization(code=None, name="Nameless", valid_from=SINCE))
    except IntegrityError:
        return
    raise AssertionError("the flush did not fail")


def failing(name: str) -> Any:
    """The act with a failed flush at its beginning and at its end."""

    @contextmanager
    def with_a_failed_flush(session: Session, *args: Any, **facts: Any) -> Iterator[Any]:
        caller = sys._getframe(2)
        path = Path(caller.f_code.co_filename).resolve()
        if path.is_relative_to(ROOT):
            places.add(f"{path.relative_to(ROOT)}:{caller.f_code.co_name}")
        with REAL[name](session, *args, **facts) as entry:
            fail_once(session)
            yield entry
            fail_once(session)

    return with_a_failed_flush


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that count statements: the failed flushes would be counted."""
    counting = [item for item in items if counts(item.function, set())]
    config.hook.pytest_deselected(items=counting)
    items[:] = [item for item in items if item not in counting]


def counts(function: Any, seen: set[str]) -> bool:
    """Whether a function, or one of its own module that it calls, counts statements."""
    names = set(function.__code__.co_names) - seen
    seen |= names
    own = (function.__globals__[name] for name in names if name in function.__globals__)
    return "count_statements" in names or any(
        counts(each, seen)
        for each in own
        if isfunction(each) and each.__module__ == function.__module__
    )


def pytest_collection_finish() -> None:
    """Put the failing acts in place of the real ones, wherever they were imported."""
    changed = {name: failing(name) for name in REAL}
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "") == __name__:
            continue
        for name, real in REAL.items():
            if getattr(module, name, None) is real:
                setattr(module, name, changed[name])


def pytest_sessionfinish() -> None:
    """Tell where acts were opened."""
    if target := os.environ.get(SEEN):
        Path(target).write_text(json.dumps(sorted(places)), encoding="utf-8")


@pytest.fixture(autouse=True)
def rows_and_trail_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare rows and trail at the end of each test that has a house."""
    things = [request.getfixturevalue(n) for n in ("house", "site") if n in request.fixturenames]
    houses = [getattr(thing, "house", thing) for thing in things]
    yield
    for house in houses:
        if isinstance(house, House):
            with house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
                verdict = verify(session, public_key(session))
                compare_rows(session, verdict)
            assert verdict.ok, verdict.faults
