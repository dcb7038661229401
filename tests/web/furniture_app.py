"""A small application of made-up pages, each built from the furniture alone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from flask import Flask, abort, current_app, jsonify, redirect, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import Labelled, _
from caseflow.web import menus
from caseflow.web.flashes import tell
from caseflow.web.forms import (
    BaseForm,
    Choice,
    DateParts,
    LongText,
    Number,
    Password,
    ShortText,
    Tick,
    Ticks,
    UncertainDate,
    Upload,
)
from caseflow.web.furniture import init_furniture
from caseflow.web.menus import Command, Group, Link, MenuEntry
from caseflow.web.viewer import Preferences, Viewer, use_viewer
from tests.web.furniture_data import DATA, PERSON

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parents[1] / "templates"


class Kept(Labelled):
    UNCLASSIFIED = "unclassified", _("Unclassified")
    CONFIDENTIAL = "confidential", _("Confidential")
    STRICT = "strictly-confidential", _("Strictly confidential")


class Conduct(Labelled):
    FRAUD = "fraud", _("Fraud and false claims")
    MISUSE = "misuse", _("Misuse of property")


class LogForm(BaseForm):
    title = ShortText(_("Short title"), hint=_("No names. Colleagues see it in lists."))
    happened = UncertainDate(_("When did it happen?"))
    account = LongText(
        _("What happened, in your words or the reporter’s"),
        needed=_("Say what happened, in at least one sentence"),
        hint=_("Facts first: what was seen or heard, by whom."),
    )
    entity = Choice(_("Entity"), as_list=True)
    kinds = Ticks(_("Kind of conduct"), Conduct, columns="two", needed=False)
    told = DateParts(_("When were you told?"), future=False, hint=_("For example 19 8 2026"))
    loss = Number(_("Loss in dollars"), needed=False, most=1_000_000)
    kept = Choice(
        _("Classification"),
        Kept,
        needed=_("Choose a classification"),
        hints={Kept.STRICT: _("Only people on the case team.")},
    )
    danger = Tick(_("Somebody may be in danger now"), hint=_("The duty officer is called."))
    paper = Upload(_("Paper"), needed=False, endings=(".pdf",), most_bytes=2000)


class DoorForm(BaseForm):
    username = ShortText(_("User name"), direction="ltr", autocomplete="username", longest=64)
    password = Password(_("Password"))


def make_app(**config) -> Flask:
    app = Flask("caseflow", template_folder=str(TEMPLATES))
    app.config.update(SECRET_KEY="only for tests", TESTING=True, PROPAGATE_EXCEPTIONS=False)
    app.config.update(BABEL_DEFAULT_TIMEZONE="Europe/Zurich")
    app.config.update(config)
    init_furniture(app)
    CSRFProtect(app)
    app.jinja_env.loader = ChoiceLoader(
        [app.jinja_env.loader, FileSystemLoader(HERE / "templates")]
    )
    app.jinja_env.globals.update(kept_words=_kept_words)
    app.config.update(KEPT=[], FAILING=False)
    use_viewer(app, _viewer)
    _menu()
    _routes(app)
    return app


def _kept_words(form: BaseForm, _action: str = "") -> object:
    """What the form of a page carries where a room keeps what is typed."""
    if not form.keeps_words:
        return None
    return SimpleNamespace(mark="mark-0", url="/draft", kept_at="", others=(), filled=False)


def _viewer() -> Viewer | None:
    if request.cookies.get("out"):
        return None
    wishes = Preferences(
        theme=request.args.get("theme", "auto"),
        density=request.args.get("density", "roomy"),
        slim="slim" in request.args or bool(request.cookies.get("slim")),
        keys="nokeys" not in request.args,
    )
    return Viewer(
        PERSON,
        "Conduct officer",
        lambda permission: permission != "secret:see",
        wishes,
        unread=4,
    )


def _menu() -> None:
    lines = (
        (Group.CASES, _("My queue"), "queue", "inbox", None, 1, "g q", lambda: (48, False)),
        (Group.CASES, _("Deadlines"), "deadlines", "calendar3", None, 2, "", lambda: (3, True)),
        (Group.CASES, _("Secrets"), "secrets", "lock-fill", "secret:see", 3, "", None),
        (Group.AROUND, _("Screening"), "screening", "shield-check", None, 1, "", None),
        (Group.INSIGHT, _("Pattern sheet"), "pattern", "bar-chart", None, 1, "g p", None),
    )
    for line in lines:
        menus.register_menu(MenuEntry(*line))
    menus.register_command(Command(_("Log a case"), "log", "plus-lg", None, key="c"))
    for link, endpoint in (
        (Link.HOME, "queue"),
        (Link.NOTICES, "deadlines"),
        (Link.SLIM, "slimmed"),
        (Link.MY_RECORD, "pattern"),
    ):
        menus.register_link(link, endpoint)


def _routes(app: Flask) -> None:
    pages = {"pattern": "pattern", "case": "case", "queue": "queue", "sign-in": "sign_in"}
    for path, name in pages.items():
        app.add_url_rule(
            f"/{path}", name, lambda name=name: render_template(f"{name}.html", **DATA)
        )
    for name in ("deadlines", "secrets", "screening"):
        app.add_url_rule(f"/{name}", name, lambda: "", methods=["GET"])
    app.add_url_rule("/log", "log", log, methods=["GET", "POST"])
    app.add_url_rule("/kept", "kept", keep, methods=["POST"])
    app.add_url_rule("/slim", "slimmed", slim, methods=["POST"])
    app.add_url_rule("/draft", "draft", kept, methods=["POST"])
    app.add_url_rule("/wrong/<int:code>", "wrong", abort)
    app.add_url_rule("/broken", "broken", broken)
    for name, error in (
        ("refused", Refused(_("Only the case owner can hand a case over."))),
        ("missing", NotFound(_("The case of Tomas Elberg is not yours."))),
        ("not-ready", NotReady(_("The subject has not been told yet."))),
    ):
        app.add_url_rule(f"/{name}", name, lambda error=error: raises(error))


def kept():
    """Keep what was typed, unless the tests have it fail; what came is there to be looked at."""
    app = current_app
    app.config["KEPT"].append(dict(request.form))
    if app.config["FAILING"]:
        abort(503)
    return jsonify(said="Kept 14:05", mark=f"mark-{len(app.config['KEPT'])}")


def raises(error: Exception):
    raise error


def broken():
    raise RuntimeError("Tomas Elberg, P-3")


def keep():
    tell(
        _("%(reference)s handed over to %(name)s.", reference="CF-2026-00377", name="Ravi Menon"),
        undo="/kept",
    )
    return redirect("/queue")


def slim():
    answer = redirect("/queue")
    answer.set_cookie("slim", request.form["slim"])
    return answer


def log():
    form = LogForm()
    form.entity.offer([("1", "Northern Mission"), ("2", "Harbour Office")])
    saved = form.data if form.validate_on_submit() else None
    return render_template("log.html", form=form, saved=saved)
