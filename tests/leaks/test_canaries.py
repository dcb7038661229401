"""The texts planted in every confidential column come out where they may, and nowhere else."""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow import clock
from caseflow.access.acting import acting, system_session
from caseflow.access.actor import Actor, load_actor
from caseflow.access.models import Root
from caseflow.access.roles import shipped
from caseflow.accounts.models import User
from caseflow.accounts.permissions import AccountPermission
from caseflow.audit.purposes import TrailPurpose
from caseflow.cases.permissions import CasePermission
from caseflow.crypto.fields import Field, all_fields
from caseflow.crypto.opening import open_rows
from caseflow.demo.canaries import canaries
from caseflow.demo.cast import people
from caseflow.demo.for_tests import USERNAME
from caseflow.screening.permissions import ScreeningPermission
from caseflow.victims.permissions import VictimPermission
from caseflow.web.store import engine, session_factory
from tests.leaks.crawling import LINK, crawl
from tests.leaks.searching import disguises, found_in, leaks
from tests.support.homes import application
from tests.support.visitor import visitor

OPENS = {
    "cases": {CasePermission.READ, CasePermission.EXPORT},
    "screening": {
        ScreeningPermission.LOOK_UP,
        ScreeningPermission.RESOLVE,
        ScreeningPermission.REGISTER_READ,
    },
    "victims": {VictimPermission.READ},
    "access": {AccountPermission.MANAGE},
    "accounts": {AccountPermission.MANAGE},
}
OPENS["matters"] = OPENS["cases"]  # what hangs on every matter is planted in a case
"""By room, the permissions of which one is needed to read its confidential texts."""
OWN = {"saved_views"}
"""Tables whose rows are read by their owner only."""
SEEN_BY_SOMEBODY = 12


@dataclass(frozen=True)
class Bird:
    """A planted text: its field, the root of its row and what names that root in addresses."""

    field: Field
    text: str
    root_id: UUID | None
    owner_id: UUID | None
    name: str
    kind: str
    row_id: UUID


@pytest.fixture(scope="module")
def app(homes):
    with application(homes.fresh()) as made:
        yield made


@pytest.fixture(scope="module")
def birds(app):
    with app.app_context(), system_session(session_factory(), TrailPurpose.DOCTOR) as session:
        return [find(session, field) for field in all_fields()]


def find(session, field: Field) -> Bird:
    """The row in which a field's canary stands."""
    text = canaries()[field.key]
    for row in session.scalars(sa.select(field.model)):
        (opened,) = open_rows(session, [row], [field.name])
        if text in (opened[field.name] or ""):
            root_id = getattr(row, "root_id", None)
            owner = row.id if field.table == "users" else getattr(row, "owner_id", None)
            kind, name = named(session, root_id)
            return Bird(field, text, root_id, owner, name, kind, row.id)
    raise AssertionError(f"no row holds the canary of {field.key}")


def named(session, root_id: UUID | None) -> tuple[str, str]:
    """The table of the thing that a root stands for; its reference, code or number."""
    if root_id is None:
        return "-", "-"
    for table, column in (
        ("cases", "reference"),
        ("victim_files", "code"),
        ("inquiries", "ref"),
        ("register_entries", "ref"),
    ):
        model = next(m.class_ for m in User.registry.mappers if m.local_table.name == table)
        found = session.scalar(sa.select(getattr(model, column)).where(model.id == root_id))
        if found:
            return table, str(found)
    return "-", "-"


FOR_TESTS = {
    "officer": ("/cases", "cases"),
    "victim-officer": ("/victims", "victim_files"),
    "registry": ("/screening/register", "register_entries"),
    "registry-2": ("/screening/matches", "inquiries"),
}
"""Who reaches a thing that carries planted texts from which list, and the table of its root."""


def test_planted_texts_stand_in_one_thing_of_each_kind_and_one_closed_account(app, birds):
    """Whoever tries the demonstration meets them in what is called *for tests*, nowhere else."""
    with app.app_context(), system_session(session_factory(), TrailPurpose.DOCTOR) as session:
        account = session.scalars(sa.select(User).where(User.username == USERNAME)).one()
        assert not account.active
        carriers = {bird.name for bird in birds if bird.name != "-"}
        stray = {
            bird.field.key
            for bird in birds
            if bird.name == "-" and bird.owner_id != account.id and not of(session, bird, account)
        }
    assert len(carriers) == len(FOR_TESTS), carriers
    assert stray == set(), "give these tables a row in caseflow/demo/for_tests.py"


def of(session, bird: Bird, account: User) -> bool:
    """Whether the row of a text is one of this account."""
    row = session.get_one(bird.field.model, bird.row_id)
    return getattr(row, "user_id", None) == account.id


@pytest.mark.parametrize("username", FOR_TESTS)
def test_what_carries_planted_texts_is_labelled_and_reached_from_a_list(app, birds, username):
    address, table = FOR_TESTS[username]
    (name,) = {b.name for b in birds if b.kind == table}
    someone = visitor(app, username)
    listed = someone.get(address).text
    assert name in listed
    shown = someone.get(next(link for link in LINK.findall(listed) if name in link)).text
    assert "for tests" in f"{listed} {shown}".lower()


def actor_named(session, username: str) -> Actor:
    user = session.scalars(sa.select(User).where(User.username == username)).one()
    return load_actor(
        session,
        user_id=user.id,
        username=username,
        name=user.full_name,
        roles=shipped(),
        now=clock.now(),
    )


def visible(app, username: str, birds: list[Bird]) -> set[str]:
    """The fields whose canary this person may meet on a page: by right and by the wall."""
    with app.app_context(), session_factory()() as session:
        actor = actor_named(session, username)
        with acting(session, actor):
            roots = set(session.scalars(sa.select(Root.id)))
    return {
        bird.field.key
        for bird in birds
        if not bird.field.guarded
        and (bird.root_id is None or bird.root_id in roots)
        and (
            bird.owner_id == actor.user_id
            or (
                bird.field.table not in OWN
                and any(actor.may(p) for p in OPENS[bird.field.model.__module__.split(".")[1]])
            )
        )
    }


@contextmanager
def everything_logged():
    """All that is logged meanwhile, down to the least."""
    log, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(log), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@pytest.fixture(scope="module")
def crawled(app, birds):
    """A walk as somebody: what they met as (field, page), how many pages, and what was logged.

    Each walk is made once; which tests ran before makes no difference.
    """
    texts = {bird.field.key: bird.text for bird in birds}
    always = frozenset(bird.name for bird in birds if bird.name != "-")

    @cache
    def walk(username):
        meetings, pages = set(), 0
        with everything_logged() as log:
            for path, status, body in crawl(visitor(app, username), always):
                pages += 1
                assert status < 500, f"{path}: {status}"
                meetings |= {(key, path) for key, text in texts.items() if text.encode() in body}
        return meetings, pages, log.getvalue()

    return walk


@pytest.mark.parametrize("username", people())
def test_nobody_meets_a_text_that_is_not_for_them(app, birds, crawled, username):
    allowed = visible(app, username, birds)
    meetings, pages, logged = crawled(username)
    assert {(key, path) for key, path in meetings if key not in allowed} == set()
    assert pages >= 2
    texts = {bird.field.key: bird.text for bird in birds}
    assert list(found_in(logged.encode(), texts)) == []


READERS = ("officer", "registry", "victim-officer")
"""Between them they may meet most of what can be met."""


@pytest.fixture(scope="module")
def met(crawled):
    """What these three meet."""
    return {name: {key for key, _path in crawled(name)[0]} for name in READERS}


def test_those_who_may_do_meet_them(met):
    """The control: a crawl that reached nothing would find nothing."""
    assert len(set().union(*met.values())) >= SEEN_BY_SOMEBODY, met
    assert "cases.title" in met["officer"]


def test_guarded_texts_are_met_by_nobody_without_a_reason(birds, met):
    guarded = {bird.field.key for bird in birds if bird.field.guarded}
    assert guarded
    assert not guarded & set().union(*met.values())


def test_neither_database_nor_log_nor_home_holds_a_planted_text(app, birds):
    """After everything was read by everyone: raw bytes of every file of the home."""
    with app.app_context():
        home = app.extensions["caseflow.config"].home
        assert engine().dialect.name == "sqlite"
    assert (home / "caseflow.db").stat().st_size > 500_000
    assert leaks(home, {bird.field.key: bird.text for bird in birds}) == []


@pytest.mark.parametrize("how", [name for name, _form in disguises("x" * 24)])
def test_a_planted_text_would_be_found_in_every_disguise(tmp_path, how):
    bird = next(iter(canaries().values()))
    form = dict(disguises(bird))[how]
    (tmp_path / "planted").write_bytes(b"something before " + form + b" and behind")
    assert leaks(tmp_path, {"planted": bird})
    (tmp_path / "planted").write_bytes(b"something before " + form[:-9] + b" and behind")
    assert not leaks(tmp_path, {"planted": bird})


def test_base64_is_found_wherever_the_text_begins(tmp_path):
    import base64

    bird = next(iter(canaries().values()))
    for before in (b"", b"a", b"ab", b"abc", b"abcd" * 7):
        (tmp_path / "coded").write_bytes(base64.b64encode(before + bird.encode() + b"!behind"))
        assert leaks(tmp_path, {"planted": bird}), before
