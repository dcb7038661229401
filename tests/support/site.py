"""The real application over a house: people who are signed in, and pages that are looked at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from caseflow.access.actor import Actor
from caseflow.access.models import Classification
from caseflow.accounts import sessions
from caseflow.accounts.models import User
from caseflow.accounts.passwords import Cost
from caseflow.app import create_app
from caseflow.cases.records.entries import LogEntry, PersonEntry
from caseflow.cases.services.receiving import log_case
from caseflow.reference.models import ListKind
from caseflow.web.store import engine, session_factory
from config import load, prepare
from tests.support.house import NOW, House, make_tables
from tests.support.versions import with_version

BASE = "https://localhost"
CHEAP = Cost(memory=64, time=1, lanes=1)
VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path", "rect", "circle"}
LABELLED = {"input", "select", "textarea"}
BROKEN = re.compile(
    r"\[['\"]|Undefined|None\b(?! yet)|%\(\w+\)s|\{\{|&lt;bdi|&amp;lt;|<function|<bound"
)


@dataclass
class Page(HTMLParser):
    """A page as it was delivered: its words, ids, fields, and what is wrong with it."""

    text: str
    ids: list[str] = field(default_factory=list)
    headings: int = 0
    labels: set[str] = field(default_factory=set)
    fields: list[dict[str, str | None]] = field(default_factory=list)
    carried: dict[str, str] = field(default_factory=dict)
    form: list[tuple[str, str]] = field(default_factory=list)
    """What the page's own form holds besides what people type: its hidden fields and ticks."""
    hidden: list[list[tuple[str, str]]] = field(default_factory=list)
    """The hidden fields of each form."""
    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    wrapped: int = 0
    silent: int = 0
    own: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect ids, headings, labels and fields."""
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.headings += tag == "h1"
        self.wrapped += tag == "label"
        self.silent += tag in {"script", "style"}
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in LABELLED and given.get("type") not in {"hidden", "submit"}:
            self.fields.append({**given, "in_label": "yes" if self.wrapped else None})
        if tag == "input" and given.get("type") == "hidden" and given.get("name") != "csrf_token":
            self.carried[str(given["name"])] = str(given.get("value") or "")
        self._collect_form(tag, given)

    def _collect_form(self, tag: str, given: dict[str, str | None]) -> None:
        """Collect what each form holds; the page's own one is checked by the server alone."""
        if tag == "form":
            self.hidden.append([])
            self.own = "novalidate" in given
        held = (str(given.get("name")), str(given.get("value") or ""))
        if tag == "input" and given.get("type") == "hidden" and self.hidden:
            self.hidden[-1].append(held)
        ticked = given.get("type") in {"checkbox", "radio"} and "checked" in given
        if tag == "input" and self.own and (given.get("type") == "hidden" or ticked):
            self.form.append(held)

    def handle_endtag(self, tag: str) -> None:
        """Leave labels and scripts."""
        self.wrapped -= tag == "label"
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Collect the words people read."""
        if not self.silent and data.strip():
            self.words.append(data.strip())

    @property
    def said(self) -> str:
        """Everything that is read on the page."""
        return re.sub(r"\s+", " ", " ".join(self.words))

    def faults(self) -> list[str]:
        """What no page may have."""
        twice = {i for i in self.ids if self.ids.count(i) > 1}
        found = [f"id {i} twice" for i in sorted(twice)]
        found += [f"hidden field {name} twice" for name in sorted(self._hidden_twice())]
        if self.headings != 1:
            found.append(f"{self.headings} h1")
        for each in self.fields:
            named = each.get("aria-label") or each.get("aria-labelledby") or each["in_label"]
            if not named and each.get("id") not in self.labels:
                found.append(f"no label for {each.get('name')}")
        if broken := BROKEN.search(self.said):
            found.append(
                f"broken words: {self.said[max(0, broken.start() - 40) : broken.end() + 20]}"
            )
        return found

    def _hidden_twice(self) -> set[str]:
        """Hidden fields that stand twice in one form, and of which a server reads only one."""
        return {
            name
            for held in self.hidden
            for name, value in held
            if held.count((name, value)) > 1 or ((name, "") in held and value)
        }


@dataclass
class Client:
    """Somebody signed in, with a browser that has no scripts."""

    site: Site
    client: FlaskClient
    token: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Fetch an address."""
        answer = self.client.get(path, base_url=BASE, **options)
        if found := re.search(r'name="csrf-?_?token"[^>]*(?:value|content)="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def page(self, path: str, status: int = 200) -> Page:
        """Fetch a page and hold it to what every page promises."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:3000]}"
        return looked_at(answer, path)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of the page seen last, and the version of what it shows."""
        if not self.token:
            self.get("/me")
        sent = {"csrf_token": self.token, **(data or {})}
        if isinstance(data, MultiDict):
            sent = data.copy()
            sent.setdefault("csrf_token", self.token)
        return with_version(
            sent, lambda form: self.client.post(path, data=form, base_url=BASE, **options)
        )

    def send_form(
        self, page: Page, path: str, typed: dict[str, Any] | None = None, *ticks: tuple[str, str]
    ) -> TestResponse:
        """Send the form of a page as a browser does: with all that it holds, typed and ticked."""
        held = [each for each in page.form if each[0] != "csrf_token"]
        held += [*(typed or {}).items(), *ticks]
        return self.post(path, MultiDict(held))

    def refused(self, path: str, data: dict[str, Any]) -> Page:
        """Send a form that needs the writer: 422, and a page that says so."""
        answer = self.post(path, data)
        assert answer.status_code == 422, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return looked_at(answer, path)

    def sent_to(self, path: str) -> str:
        """Where an address leads on to."""
        answer = self.get(path)
        assert answer.status_code in {302, 303}, f"{path}: {answer.status_code}"
        return str(answer.headers["Location"])

    def sent(self, path: str, data: dict[str, Any] | None = None) -> str:
        """Send a form that is right; where it leads."""
        answer = self.post(path, data)
        assert answer.status_code in {302, 303}, (
            f"{path}: {answer.status_code} {problems(answer.text)}"
        )
        return str(answer.headers["Location"])


def problems(text: str) -> str:
    """The sentences of the error summary, or the beginning of a page without one."""
    found = re.search(r'<div class="errors".*?</div>', text, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else text[:3000]


def looked_at(answer: TestResponse, path: str) -> Page:
    """A delivered page without faults."""
    page = Page(answer.text)
    assert not page.faults(), f"{path}: {page.faults()}"
    return page


@dataclass
class Site:
    """An application, its house, and the people of one entity."""

    app: Flask
    house: House
    entity: UUID
    people: dict[str, Actor] = field(default_factory=dict)

    def as_(self, name: str, *, now: datetime = NOW) -> Client:
        """A browser in which this person is signed in, since a moment."""
        client = self.app.test_client()
        with self.app.test_request_context(), session_factory()() as session:
            session.info["now"] = now
            session.info["writes"] = True
            user = session.get_one(User, self.people[name].user_id)
            _row, secret = sessions.start(session, user, agent="test", now=now)
            session.commit()
        with client.session_transaction(base_url=BASE) as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
        return Client(self, client)

    def log(self, name: str = "officer", **facts: Any) -> str:
        """Log a case as somebody; its reference."""
        given: dict[str, Any] = {
            "entity_id": self.entity,
            "title": "Falsified fuel receipts",
            "summary": "Receipts bear numbers that the supplier never issued.",
            "received_on": date(2026, 11, 2),
            "classification": Classification.CONFIDENTIAL,
            "conduct": ("forgery",),
            "people": (PersonEntry(name="Tomas Elberg", personnel_category="staff_international"),),
        }
        if (desk := facts.pop("desk", None)) is not None:
            facts["desk_id"] = self.desk(desk)
        actor = self.people[name]
        with self.house.session(actor) as session:
            case = log_case(session, LogEntry(**{**given, **facts}), actor=actor, now=NOW)
            session.commit()
            return case.reference

    def desk(self, name: str) -> UUID:
        """A desk of the entity's list, added where it is not there yet."""
        return self.house.value(self.entity, ListKind.DESK, name)

    def rows(self, table: str) -> int:
        """How many rows a table holds, asked of the driver itself: no wall stands there."""
        with closing(self.house.engine.raw_connection()) as raw:
            cursor = raw.cursor()
            cursor.execute(f"SELECT count(*) FROM {table}")
            return int(cursor.fetchone()[0])

    @property
    def home(self) -> Path:
        """The home of the application."""
        return Path(self.app.extensions["caseflow.config"].home)

    @property
    def engine(self) -> sa.Engine:
        """The engine of the application, for counting statements."""
        with self.app.app_context():
            return engine()


STAFF = {
    "officer": ("conduct-officer", "Ines Okafor"),
    "senior": ("senior-conduct-officer", "Amara Diallo"),
    "decider": ("decision-maker", "Lidia Kovac"),
    "investigator": ("investigator", "Ravi Menon"),
    "recruiter": ("recruiter", "Noor Haddad"),
    "administrator": ("administrator", "Pat Quill"),
    "administrator-2": ("administrator", "Ife Braun"),
    "officer-2": ("conduct-officer", "Jon Berg"),
}


@contextmanager
def laid_in(home: Path, url: str = "") -> Iterator[Site]:
    """The application with its keys, two entities and their people, for tests to begin from.

    On SQLite, where no other database without tables is named; only that can be begun anew.
    """
    on_file = not url
    url = url or f"sqlite:///{home}/site.db"
    config = load({"CASEFLOW_HOME": str(home), "DATABASE_URL": url})
    prepare(config)
    make_tables(url)
    app = create_app(config, password_cost=CHEAP)
    with time_machine.travel(NOW, tick=True), app.app_context(), session_factory()() as session:
        session.info["now"] = NOW
        session.info["keyring"].start(session, now=NOW)
        session.commit()
        info = app.extensions["caseflow.edge"].info
        house = House(engine(), info["secrets"], dict(info))
        north, south = house.entity("NORTH"), house.entity("SOUTH")
        site = Site(app, house, north)
        for name, (role, full_name) in STAFF.items():
            within = {"investigator": None, "officer-2": south}.get(name, north)
            person = house.person(role, entity=within, username=name, name=full_name)
            site.people[name] = person
    house.engine.dispose()
    if on_file:
        shutil.copy(home / "site.db", home / "begin.db")
    yield site
    house.engine.dispose()


@contextmanager
def begun_anew(site: Site) -> Iterator[Site]:
    """The same application over the data it began with, at a fixed time."""
    home = site.home
    site.house.engine.dispose()
    for left in home.glob("site.db*"):
        left.unlink()
    shutil.copy(home / "begin.db", home / "site.db")
    with time_machine.travel(NOW, tick=True):
        yield replace(site, people=dict(site.people))  # a test may add people of its own
