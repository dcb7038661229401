"""A confidential field that was added: sealed, bound, silent in the trail, rotated, listed."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import flask_migrate
import pytest

from caseflow.app import MIGRATIONS
from caseflow.audit.purposes import TrailPurpose
from caseflow.crypto.rotation import rotate_domain
from caseflow.demo.canaries import canary
from caseflow.documenting.sealed import confidential
from tests.support.homes import application, migrate
from tests.support.house import NOW
from tests.support.trail import details

WORDS = "She wishes for an apology, said in person"


def values(site, column):
    """A column as it lies in the database file."""
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute(f"SELECT {column} FROM cases ORDER BY logged_at, id")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def wished(site):
    """Two cases; the reporter of the first wishes for something."""
    references = [site.log(), site.log(title="Another")]
    officer = site.as_("officer")
    wishes = f"/cases/{references[0]}/wishes"
    officer.page(wishes)
    officer.sent(wishes, {"words": WORDS})
    assert WORDS in officer.page(wishes).text
    return references


def test_the_migration_finds_the_field_and_keeps_the_rows():
    home = Path(os.environ["CASEFLOW_HOME"])
    with application(home) as app:
        with app.app_context():
            before = len(cases(app))
            flask_migrate.migrate(directory=str(MIGRATIONS), message="Add wishes")
        (written,) = MIGRATIONS.glob("versions/*add_wishes.py")
        said = written.read_text(encoding="utf-8")
        assert said.count("add_column") == 1
        assert "'wishes', sa.LargeBinary(), nullable=True" in said.replace('"', "'")
        assert "'about', sa.String(length=40), nullable=False" in said.replace('"', "'")
        migrate(app)
        with app.app_context():
            after = cases(app)
        assert len(after) == before > 0
        assert {wishes for _id, wishes in after} == {None}


def cases(app):
    """Every case of the demonstration, with the new column once it is there."""
    from caseflow.web.store import engine

    with closing(engine().raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT * FROM cases")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [(row["id"], row.get("wishes")) for row in rows]


def test_the_field_is_sealed_and_bound_to_its_row(site, wished):
    with_words, without = values(site, "wishes")
    assert bytes(with_words).startswith(b"\xc5")
    assert WORDS.encode() not in bytes(with_words)
    assert without is None
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("UPDATE cases SET wishes = summary WHERE wishes IS NOT NULL")
        raw.commit()
    answer = site.as_("officer").get(f"/cases/{wished[0]}/wishes")
    assert "cannot be shown" in answer.text
    assert "Receipts bear numbers" not in answer.text


def test_the_trail_says_that_it_changed_and_was_read_and_never_what_it_says(site, wished):
    found = details(site.house)
    (changed,) = [d for act, d in found if act == "case:changed"]
    assert {"wishes": "changed"} in [change[-1] for change in changed["changes"]]
    assert ["cases.wishes"] in [d["facts"].get("fields") for act, d in found if act == "case:read"]
    assert not any(WORDS in str(detail) for _act, detail in found)


def test_the_field_opens_after_its_keys_were_rotated(site, wished):
    with site.house.system(TrailPurpose.KEY_ROTATION) as session:
        session.info["writes"] = True
        done = rotate_domain(session, session.info["keyring"], now=NOW)
        session.commit()
    assert done["left"] == 0
    assert WORDS in site.as_("officer").page(f"/cases/{wished[0]}/wishes").text


def test_the_field_is_listed_with_a_canary_and_in_the_inventory(site):
    answer = site.app.test_cli_runner().invoke(args=["demo", "canaries", "--json"])
    assert f'"cases.wishes": "{canary("cases.wishes")}"' in answer.output
    assert "| `cases.wishes` | confidential |" in confidential()
