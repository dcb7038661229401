"""Somebody who tries everything: follows links, fills forms, uses codes, signs in as whom they can.

They own accounts, and learn what a person would learn from the pages: links, forms, codes.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from caseflow.access.permissions import AccessOpens, Permission
from caseflow.accounts.passwords import SHORTEST
from caseflow.cases.permissions import CaseOpens
from caseflow.screening.permissions import ScreeningOpens
from caseflow.victims.permissions import VictimOpens
from caseflow.web.guard import declared
from tests.support.visitor import Visitor

CHOSEN = "seven quiet lanterns"  # pragma: allowlist secret
CODE = re.compile(r'<code dir="ltr">([A-Z2-9-]{19})</code>')
REQUEST = re.compile(r"/account-requests/[0-9a-f-]{36}")
CLOSED = frozenset(
    {CaseOpens.CASES, VictimOpens.VICTIMS, ScreeningOpens.REGISTER, AccessOpens.TRAIL}
)
PROBES = ("/cases", "/victims", "/screening/register", "/screening", "/audit", "/cases/new")
STARTS = (
    "/people",
    "/people/new",
    "/entities",
    "/tracks",
    "/entities/new",
    "/entities/NOR/move",
    "/organizations/new",
    "/me",
)
HARMLESS = ("/sign-out", "/me/sessions", "/me/password", "/verify")
"""What only takes away from whoever tries: it would end the walk."""


@dataclass
class Forms(HTMLParser):
    """The forms and links of a page, each field with what may be chosen."""

    text: str
    forms: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    open_form: dict[str, list[str]] | None = None
    open_list: list[str] | None = None

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms, their fields, and links to our own pages."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"])
        elif tag == "form" and given.get("method") == "post":
            self.open_form = self.forms.setdefault(given.get("action", ""), {})
        elif self.open_form is not None and tag in {"input", "textarea"} and given.get("name"):
            known = self.open_form.setdefault(given["name"], [])
            if given.get("type") in {"hidden", "radio", "checkbox"}:
                known.append(given.get("value", ""))
        elif self.open_form is not None and tag == "select":
            self.open_list = self.open_form.setdefault(given.get("name", ""), [])
        elif tag == "option" and self.open_list is not None and given.get("value"):
            self.open_list.append(given["value"])

    def handle_endtag(self, tag: str) -> None:
        """Leave lists and forms."""
        if tag == "select":
            self.open_list = None
        elif tag == "form":
            self.open_form = None


@dataclass
class Owned:
    """One account that they can sign in with: its browser, and what its pages offered."""

    username: str
    visitor: Visitor
    forms: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    links: set[str] = field(default_factory=lambda: set(STARTS))


@dataclass
class Walk:
    """A seeded walk of so many requests over everything that the owned accounts can reach."""

    app: Flask
    seed: int
    owned: dict[str, Owned] = field(default_factory=dict)
    codes: list[tuple[str, str]] = field(default_factory=list)
    decidable: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    reached: list[str] = field(default_factory=list)
    sent: int = 0
    made: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.needs = declared(self.app)

    def own(self, username: str, password: str) -> bool:
        """Sign in, and go on with this account as well."""
        visitor = Visitor(self.app)
        self.sent += 2
        if visitor.sign_in(username, password).status_code != 302:
            return False
        self.owned[username] = Owned(username, visitor)
        self.see(self.owned[username], "/people")
        return True

    def go(self, requests: int) -> None:
        """Send so many requests, or stop at the first page that was never to be reached."""
        steps = (self.follow, self.fill, self.fill, self.fill, self.decide, self.use, self.probe)
        while self.sent < requests and not self.reached:
            self.dice.choice(steps)(self.dice.choice(list(self.owned.values())))

    def follow(self, one: Owned) -> None:
        """Look at a page that some page led to."""
        self.see(one, self.rather(sorted(one.links - self.seen), sorted(one.links)))

    def fill(self, one: Owned) -> None:
        """Fill a form in and send it."""
        open_to = [a for a in sorted(one.forms) if a and not self.spared(a)]
        if not open_to:
            self.follow(one)
            return
        fresh = [a for a in open_to if self.endpoint(a, "POST") not in self.tried]
        action = self.rather(fresh, open_to)
        sent = {name: self.value(name, known) for name, known in one.forms[action].items()}
        self.post(one, action, sent)

    def rather(self, fresh: list[str], known: list[str]) -> str:
        """One of what was never tried, every other time, so that everything gets its turn."""
        return self.dice.choice(fresh if fresh and self.dice.random() < 0.5 else known)

    def decide(self, one: Owned) -> None:
        """Confirm something that was asked for, whether or not the page offers it."""
        waiting = self.decidable - self.decided
        if not waiting:
            self.see(one, "/account-requests")
            return
        where = self.dice.choice(sorted(waiting))
        if self.post(one, f"{where}/confirm", {}).status_code in {302, 303}:
            self.decided.add(where)

    def use(self, _one: Owned) -> None:
        """Choose a password with what was seen of codes, and sign in with it."""
        if not self.codes:
            return
        username, code = self.dice.choice(self.codes)
        more = [c for name, c in self.codes if name == username and c != code]
        typed = self.dice.choice([code, *(f"{code} {other}" for other in more[-2:])])
        nobody = Owned("", Visitor(self.app))
        nobody.visitor.get("/choose-password")
        self.sent += 1
        values = {"username": username, "code": typed, "password": CHOSEN}
        if self.post(nobody, "/choose-password", values).status_code == 302:
            self.own(username, CHOSEN)

    def probe(self, one: Owned) -> None:
        """Ask for a page that is not theirs."""
        self.see(one, self.dice.choice(PROBES))

    def see(self, one: Owned, path: str) -> None:
        """Fetch a page and keep what it offers."""
        self.seen.add(path)
        self.learn(one, one.visitor.get(path), path, "GET")

    def post(self, one: Owned, path: str, values: dict[str, str]) -> TestResponse:
        """Send a form."""
        values.pop("csrf_token", None)
        answer = one.visitor.post(path, values)
        self.learn(one, answer, path, "POST")
        return answer

    def learn(self, one: Owned, answer: TestResponse, path: str, method: str) -> None:
        """Take from an answer what a person would; note a page that was never to be reached."""
        self.sent += 1
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
        endpoint = self.endpoint(path, method)
        self.tried |= {endpoint} if method == "POST" else set()
        need = self.needs.get(endpoint)
        if answer.status_code < 400 and isinstance(need, Permission) and need.opens in CLOSED:
            self.reached.append(f"{one.username or 'nobody'}: {method} {path}")
        if answer.status_code in {302, 303}:
            one.links.add(str(answer.headers["Location"]))
            self.decidable |= set(REQUEST.findall(str(answer.headers["Location"])))
        elif "text/html" in answer.content_type:
            page = Forms(answer.text)
            one.forms |= {action or path: fields for action, fields in page.forms.items()}
            one.links |= {link for link in page.links if "/sign-out" not in link}
            self.decidable |= set(REQUEST.findall(answer.text))
            for code in CODE.findall(answer.text):
                self.codes.append((self.named(path, answer.text), code))

    def endpoint(self, path: str, method: str) -> str:
        """Which page an address belongs to."""
        adapter = self.app.url_map.bind("localhost", url_scheme="https")
        try:
            return str(adapter.match(path.partition("?")[0].partition("#")[0], method)[0])
        except HTTPException:
            return ""

    def named(self, path: str, text: str) -> str:
        """Whose code a page shows."""
        found = re.search(r'href="/people/([a-z0-9.-]+)"', text)
        return path.split("/")[2] if path.startswith("/people/") else found[1] if found else ""

    def spared(self, action: str) -> bool:
        """What would only take from the walker themselves."""
        ends = action.endswith(("/close", "/end"))
        return action.startswith(HARMLESS) or (ends and action.split("/")[2] in self.owned)

    def value(self, name: str, known: list[str]) -> str:
        """Something that could stand in a field."""
        if known:
            return self.dice.choice(known)
        kind = name.rpartition("-")[2]
        if kind == "username":
            self.made += 1
            return f"made{self.made}"
        typed = {"email": "mine@example.org", "password": CHOSEN, "code": f"C{self.sent}"}
        dates = {"day", "month", "year"}
        return "" if kind in dates else typed.get(kind, "Words that somebody types")


assert len(CHOSEN) >= SHORTEST
