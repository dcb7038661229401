"""What somebody types who follows a recipe: each as edits of a copy, file by file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.recipes.following_engines import (
    add_a_command,
    add_a_limit,
    add_a_track,
    add_an_event,
)

TRACK = "caseflow/cases/tracks/staff.toml"
CONDITIONS = "caseflow/cases/workflow.py"
ROLES = "caseflow/access/roles.toml"
MAP = "ARCHITECTURE.md"
PERMISSIONS = "caseflow/cases/permissions.py"
MODEL = "caseflow/cases/tables/matter.py"
VERB = "caseflow/cases/services/wishing.py"
FORM = "caseflow/cases/forms/wishing.py"
READS = "caseflow/cases/queries.py"
PAGES = "caseflow/cases/pages/shelves.py"
ROUTES = "caseflow/cases/routes.py"
LIST = "templates/cases/shelves.html"
SHOWN = "templates/cases/wishes.html"
ROOMS = "caseflow/rooms.py"
LAYERS = "pyproject.toml"
TYPED = "tests/whole/typed_fields.toml"
VISITS = Path(__file__).with_name("visits")
"""The room that is added, as somebody would write it."""


@dataclass
class Copy:
    """A copy of the code, and which of its files were touched."""

    root: Path
    touched: list[str] = field(default_factory=list)

    def after(self, name: str, line: str, more: str) -> None:
        """Write something behind the one line that reads so."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(f"{line}\n") == 1, f"{name}: {line}"
        self._write(name, text.replace(f"{line}\n", f"{line}\n{more}\n"))

    def change(self, name: str, before: str, now: str) -> None:
        """Change a part of one line."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name}: {before}"
        self._write(name, text.replace(before, now))

    def new(self, name: str, text: str) -> None:
        """Write a file that was not there."""
        assert not (self.root / name).exists(), name
        (self.root / name).parent.mkdir(exist_ok=True)
        self._write(name, text)

    def at_end(self, name: str, more: str) -> None:
        """Write something at the end of a file."""
        self._write(name, (self.root / name).read_text(encoding="utf-8") + more)

    def _write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")
        self.touched.append(name)


def add_a_stage(copy: Copy) -> None:
    """A look at the papers between receipt and assessment, with a condition of its own."""
    copy.at_end(
        TRACK,
        """
[stages.looked-over]
label = "Papers looked over"
after = "received"

[moves.look-over]
label = "Look the papers over"
from = ["received"]
to = "looked-over"
needs = "cases:assess"
[moves.look-over.unless]
nobody_owns_it = "Give the case to a person first."

[moves.assess-papers]
label = "Assess what was looked over"
from = ["looked-over"]
to = "assessed"
needs = "cases:assess"
""",
    )
    copy.after(
        CONDITIONS,
        "CONDITIONS: dict[str, Condition] = {",
        '    "nobody_owns_it": lambda s, _actor: s.case.owner_id is None,',
    )


def add_a_role(copy: Copy) -> None:
    """An archivist, with a permission that nobody had before."""
    copy.at_end(
        ROLES,
        """
[archivist]
label = "Archivist"
reach = "entity"
may = ["cases:read", "shelves:read"]
""",
    )
    copy.after(
        PERMISSIONS,
        '    READ = "cases:read", _("Read cases"), CaseOpens.CASES',
        '    SHELVES_READ = "shelves:read", _("Read the shelf list"), CaseOpens.CASES',
    )


def add_a_field(copy: Copy) -> None:
    """What the reporter wishes for, typed by the officer and sealed with the case."""
    copy.after(
        MODEL, "    summary: Mapped[confidential | None]", "    wishes: Mapped[confidential | None]"
    )
    copy.new(VERB, WISHING)
    copy.after(READS, IMPORTS_END, MORE_IMPORTS)
    copy.at_end(READS, READING_WISHES)
    copy.new(FORM, WISH_FORM)
    copy.after(TYPED, "[fields]", '"cases.WishForm.words" = "cases.wishes"')


def add_a_page(copy: Copy) -> None:
    """The list of shelves, and the page on which wishes are read and typed."""
    copy.after(ROUTES, "from caseflow.cases.pages import (", "    shelves,")
    copy.after(READS, "from collections.abc import Sequence", "from dataclasses import dataclass")
    copy.at_end(READS, SHELVES)
    copy.new(PAGES, SHELF_PAGES)
    copy.new(LIST, LIST_TEMPLATE)
    copy.new(SHOWN, WISHES_TEMPLATE)


def add_a_room(copy: Copy) -> None:
    """Visits of the conduct team: a root of its own, sealed words, two pages, a demonstration."""
    copy.change(ROOMS, '    "screening",\n', '    "screening",\n    "visits",\n')
    copy.change(
        MAP,
        "  cases/       the matter",
        "  visits/      visits of the team\n  cases/       the matter",
    )
    copy.change(LAYERS, '"(victims) | (screening)', '"(victims) | (visits) | (screening)')
    copy.change(ROLES, '"victims:identify"]', '"victims:identify", "visits:note"]')
    copy.after(TYPED, "[fields]", TYPED_IN_VISITS)
    for file in sorted((VISITS / "code").iterdir()):
        copy.new(f"caseflow/visits/{file.name}", file.read_text(encoding="utf-8"))
    for file in sorted((VISITS / "pages").iterdir()):
        copy.new(f"templates/visits/{file.name}", file.read_text(encoding="utf-8"))


RECIPES: dict[str, Callable[[Copy], None]] = {
    "Add a stage": add_a_stage,
    "Add a track": add_a_track,
    "Add a limit": add_a_limit,
    "Add a role": add_a_role,
    "Add a confidential field": add_a_field,
    "Add a page": add_a_page,
    "Add an event": add_an_event,
    "Add a command": add_a_command,
    "Add a room": add_a_room,
}

TYPED_IN_VISITS = """\
"visits.ReportForm.reason" = "moves.reason"
"visits.VisitForm.words" = "visits.words\""""

IMPORTS_END = "from caseflow.access.permissions import Permission"
MORE_IMPORTS = """\
from caseflow.cases.acts import CaseAct
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_text"""
WISHING = '''"""What the reporter wishes for."""

from __future__ import annotations

from datetime import datetime

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.crypto.columns import conceal
from caseflow.db import session_of


def note_wishes(case: Case, words: str, *, actor: Actor, now: datetime) -> None:
    """Keep what the reporter wishes for. Raises Refused."""
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    with act(session, CaseAct.CHANGED, thing=case):
        case.wishes = conceal(words)
'''

WISH_FORM = '''"""A form for the reporter's wishes."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import LongText


class WishForm(EditForm):
    """What the reporter wishes for."""

    called = _("Wishes of a reporter")

    words = LongText(_("Wishes"), needed=_("Say what is wished for"), longest=2_000)
'''

READING_WISHES = '''

def wishes(session: Session, case: Case, *, actor: Actor) -> str:
    """What the reporter wishes for; the look is recorded."""
    assert_acting(session, actor)
    words = show_text(session, case, "wishes") or ""
    note_read(session, CaseAct.READ, thing=case, fields=["cases.wishes"])
    return words
'''

SHELVES = '''

@dataclass(frozen=True)
class ShelfView:
    """A line of the shelf list."""

    reference: str
    year: int


def shelved(session: Session, *, actor: Actor) -> list[ShelfView]:
    """Every case within reach."""
    assert_acting(session, actor)
    rows = session.execute(sa.select(Case.reference, Case.received_on).order_by(Case.reference))
    return [ShelfView(row.reference, row.received_on.year) for row in rows]
'''

SHELF_PAGES = '''"""The shelf list and the reporter's wishes."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.wishing import WishForm
from caseflow.cases.models import Case
from caseflow.cases.pages.doing import case_of, submit_on_case, to_case
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.queries import shelved
from caseflow.cases.queries import wishes as read_wishes
from caseflow.cases.services.wishing import note_wishes
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor
from caseflow.web.menus import Group, MenuEntry, register_menu

SHELVES = CasePermission.SHELVES_READ
register_menu(MenuEntry(Group.AROUND, _("Shelf list"), "cases.shelves", "archive", SHELVES))


@room.route("/shelves", permission=SHELVES)
def shelves() -> ResponseReturnValue:
    """Where each case lies."""
    found = shelved(store.session(), actor=current_actor())
    return render_template("cases/shelves.html", found=found)


@room.route(
    "/cases/<reference:reference>/wishes",
    methods=["GET", "POST"],
    permission=CasePermission.EDIT,
)
def wishes(reference: str) -> ResponseReturnValue:
    """What the reporter wishes for."""
    words = read_wishes(store.session(), case_of(reference), actor=current_actor())
    form = WishForm(data={"words": words})

    def keep(case: Case) -> None:
        note_wishes(case, form.words.data, **actor_and_now())

    if submit_on_case(form, reference, keep):
        return to_case(reference, _("The wishes are kept."))
    return form_page("cases/wishes.html", form, reference=reference)
'''

HEAD = """{% extends "base.html" %}
{% import "macros/page.html" as page %}
{% import "macros/forms.html" as forms %}
"""
LIST_TEMPLATE = (
    HEAD
    + """{% block title %}{{ _("Shelf list") }}{% endblock %}
{% block main %}
{{ page.head(_("Shelf list")) }}
<ul>{% for s in found %}<li>{{ s.reference|ref }} · {{ s.year }}</li>{% endfor %}</ul>
{% endblock %}
"""
)
WISHES_TEMPLATE = (
    HEAD
    + """{% block title %}{{ page.title(_("Wishes"), form) }}{% endblock %}
{% block main %}
{{ page.head(_("Wishes"), eyebrow=[reference|ref]) }}
{% call forms.form(form, label=_("Wishes")) %}{{ forms.field(form.words) }}
<div class="line">{{ forms.submit(_("Keep")) }}</div>{% endcall %}
{% endblock %}
"""
)
