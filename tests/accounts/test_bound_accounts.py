"""A copied password hash and a session hung on somebody else open nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade

from caseflow.app import MIGRATIONS
from caseflow.db import make_engine
from caseflow.start.database_state import newest_migrations
from tests.support.databases import KINDS
from tests.support.homes import PASSWORD, application, build_home, migrate
from tests.support.visitor import Visitor, visitor

BEFORE = "d4b07a6e913c"  # pragma: allowlist secret
KEPT = "accounts-bound"
OTHER = "a quite different pass phrase"  # pragma: allowlist secret
CHOSEN = "eleven slow wooden boats"  # pragma: allowlist secret
FAILS = """
revision = "test_only"
down_revision = "{last}"


def upgrade():
    raise SystemExit("the next migration fails")
"""


@dataclass
class Kept:
    """A home with the demonstration data, and its database."""

    home: Path
    url: str

    def running(self):
        """The application over it."""
        return application(self.home, DATABASE_URL=self.url)

    def change(self, *statements):
        """Change the database without the program."""
        engine = make_engine(self.url)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


@pytest.fixture(params=KINDS)
def kept(request, databases, tmp_path, tmp_path_factory):
    built = tmp_path_factory.getbasetemp() / f"bound-{request.param}"

    def build(url):
        build_home(built, seeded=True, DATABASE_URL=url)

    with databases.copy_of("bound", request.param, build) as url:
        shutil.copytree(built, tmp_path / "home")
        yield Kept(tmp_path / "home", url)


def of(username, column="id"):
    return f"(SELECT {column} FROM users WHERE username = '{username}')"


def copied_to_officer(*columns):
    given = ", ".join(f"{column} = {of('recruiter', column)}" for column in columns)
    return f"UPDATE users SET {given} WHERE username = 'officer'"


def opens(app, username, password=PASSWORD):
    return Visitor(app).sign_in(username, password).status_code == 302


def at_the_machine(app, username, password):
    ran = app.test_cli_runner().invoke(
        args=["accounts", "password", username, "--password-file", "-"], input=f"{password}\n"
    )
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize("columns", [("password_hash",), ("password_hash", "password_code")])
def test_the_hash_of_a_known_password_copied_to_another_account_opens_nothing(kept, columns):
    with kept.running() as app:
        at_the_machine(app, "recruiter", OTHER)
        officer = visitor(app, "officer")
        kept.change(copied_to_officer(*columns))
        assert not opens(app, "officer", OTHER)
        assert opens(app, "recruiter", OTHER)
        proof = {"new-current": OTHER, "new-password": CHOSEN}
        assert officer.post("/me/password", proof).status_code == 422
        at_the_machine(app, "officer", CHOSEN)
        assert opens(app, "officer", CHOSEN)


def test_a_session_hung_on_another_account_opens_nothing(kept):
    with kept.running() as app:
        recruiter = visitor(app, "recruiter")
        assert recruiter.get("/screening").status_code == 200
        kept.change(f"UPDATE user_sessions SET user_id = {of('officer')} WHERE ended_at IS NULL")
        assert recruiter.get("/cases").status_code == 302
        assert recruiter.get("/me").status_code == 302


def test_the_secret_of_ones_own_session_put_into_that_of_another_opens_nothing(kept):
    with kept.running() as app:
        officer, recruiter = visitor(app, "officer"), visitor(app, "recruiter")
        own = f"FROM user_sessions WHERE user_id = {of('recruiter')}"
        kept.change(
            f"CREATE TABLE taken AS SELECT secret_hash, code {own}",
            f"DELETE {own}",
            "UPDATE user_sessions SET secret_hash = (SELECT secret_hash FROM taken),"
            f" code = (SELECT code FROM taken) WHERE user_id = {of('officer')}",
            "DROP TABLE taken",
        )
        for browser in (officer, recruiter):
            assert browser.get("/me").status_code == 302


def test_whoever_empties_the_codes_opens_nothing(kept):
    with kept.running() as app:
        officer = visitor(app, "officer")
        assert officer.get("/me").status_code == 200
        kept.change("UPDATE users SET password_code = NULL", "UPDATE user_sessions SET code = NULL")
        assert officer.get("/me").status_code == 302
        assert not opens(app, "officer")


def test_passwords_and_sessions_outlive_a_restart(kept):
    with kept.running() as app:
        officer = visitor(app, "officer")
    with kept.running() as app:
        assert moved(app, officer).get("/me").status_code == 200
        assert opens(app, "officer")


def test_passwords_and_sessions_of_an_earlier_release_go_on(kept):
    with kept.running() as app:
        officer = visitor(app, "officer")
    landed(kept)
    with kept.running() as app:
        migrate(app)
        assert moved(app, officer).get("/me").status_code == 200
        assert opens(app, "recruiter")


def test_an_upgrade_that_failed_shuts_out_nobody_who_chose_another_password_since(kept, tmp_path):
    landed(kept)
    failing = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, failing)
    (last,) = newest_migrations()
    (failing / "versions" / "failing.py").write_text(FAILS.format(last=last), encoding="utf-8")
    with kept.running() as app:
        with app.app_context(), pytest.raises(SystemExit):
            upgrade(directory=str(failing))
        assert not (kept.home / KEPT).exists()
        hashed = app.extensions["caseflow.door"].passwords.hash(CHOSEN)
        kept.change(f"UPDATE users SET password_hash = '{hashed}' WHERE username = 'officer'")
        migrate(app)
        assert opens(app, "officer", CHOSEN)
        assert opens(app, "recruiter")


def test_migrations_that_run_again_give_no_code_to_what_was_changed_meanwhile(kept):
    landed(kept)
    with kept.running() as app:
        migrate(app)
        down(app)
        migrate(app)
        assert opens(app, "officer"), "whoever is as they were has their code again"
        at_the_machine(app, "recruiter", OTHER)
        down(app)
        kept.change(copied_to_officer("password_hash"))
        migrate(app)
        assert not opens(app, "officer", OTHER)
        assert opens(app, "auditor"), "the change of one account shuts out no other"
        at_the_machine(app, "officer", CHOSEN)
        assert opens(app, "officer", CHOSEN)


def landed(kept):
    """Make a home as an earlier release left it, before codes were kept."""
    with kept.running() as app:
        down(app)
    (kept.home / KEPT).unlink()


def down(app):
    with app.app_context():
        downgrade(revision=BEFORE)


def moved(app, before):
    """The same browser before the application of now."""
    after = Visitor(app)
    after.client.set_cookie("__Host-caseflow", before.cookie(), domain="localhost", secure=True)
    return after
