"""The application, as a table of contents: what it is made of, and who listens to whom."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy

from caseflow.access.roles import shipped
from caseflow.accounts.known_devices import Devices
from caseflow.accounts.pages.login import init_login
from caseflow.accounts.pages.unsent_words import UNSENT
from caseflow.accounts.passwords import Cost, Passwords
from caseflow.accounts.sessions import ABSOLUTE, REMEMBERED
from caseflow.accounts.signing_in import Door
from caseflow.accounts.throttle import Throttle
from caseflow.audit.listening import install
from caseflow.audit.trail_head import HeadFile
from caseflow.cli import register_commands
from caseflow.crypto.file_storage import FolderStorage
from caseflow.crypto.keyring import Keyring
from caseflow.crypto.secrets import Secrets, load
from caseflow.days import use_office_zone
from caseflow.events import EventTable
from caseflow.manifests import rooms, subscriptions
from caseflow.own_files import check_every_file
from caseflow.rooms import import_tables
from caseflow.rooms import load as load_rooms
from caseflow.scanner import Scanner
from caseflow.start.database_state import migrations_applied
from caseflow.start.home import make_keys
from caseflow.start.migrations import probe
from caseflow.submissions.pages.repeats import init_repeats
from caseflow.web.body_gate import BodyGate
from caseflow.web.client_address import Forwarded
from caseflow.web.forms import MOST_SENT
from caseflow.web.furniture import init_furniture
from caseflow.web.guard import init_guard
from caseflow.web.lifecycle import init_lifecycle
from caseflow.web.packing import init_packing
from caseflow.web.request_bodies import init_bodies
from caseflow.web.store import Edge, init_store, set_edge, store
from caseflow.web.unsent import use_unsent
from config import Config

csrf = CSRFProtect()
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MIGRATIONS = TEMPLATES.parent / "migrations"


def create_app(
    config: Config, *, password_cost: Cost | None = None, **flask_settings: object
) -> Flask:
    """One application over one instance's home. Raises the sentence of whatever is amiss.

    `password_cost` makes hashing cheap in tests; `flask_settings` lay over Flask's own.
    """
    load_rooms()
    app = Flask("caseflow", template_folder=str(TEMPLATES))
    app.config.from_mapping({**settings(config), **flask_settings})
    use_office_zone(config.time_zone)
    check_every_file()
    secrets = the_secrets(config)
    app.secret_key = secrets.session
    import_tables()
    install()
    init_store(app, config.database_url)
    set_edge(app, edge(secrets, config))
    app.wsgi_app = BodyGate(app.wsgi_app, MOST_SENT)  # type: ignore[method-assign]
    if config.trusted_proxies:
        app.wsgi_app = Forwarded(  # type: ignore[method-assign]
            app.wsgi_app, config.trusted_proxies, config.proxy_hops
        )
    init_packing(app)  # set up first, it comes last: after the commit
    init_lifecycle(app)
    init_bodies(app)
    init_furniture(app)
    init_login(app, shipped())
    app.extensions["migrate"] = LocalProxy(cache(lambda: migrations(app)))
    csrf.init_app(app)
    init_guard(app)
    use_unsent(app, UNSENT)
    init_repeats(app)
    app.extensions["caseflow.door"] = door(secrets, password_cost or Cost())
    app.extensions["caseflow.config"] = config
    for room in rooms():
        for name in room.pages:
            app.register_blueprint(import_module(name).room)
    register_commands(app)
    return app


def the_secrets(config: Config) -> Secrets:
    """The instance's secrets, made when its home is new.

    Raises NotStarted when they are gone although the database is in use, and UnsafeKeys.
    """
    if not (config.keys.exists() and any(config.keys.iterdir())):
        with probe(config) as connection:
            used = bool(migrations_applied(config, connection))
        make_keys(config, used=used)
    return load(config.keys)


def migrations(app: Flask) -> Any:
    """Flask-Migrate's settings, made when `flask db` asks: Alembic takes half a second to load."""
    del app.extensions["migrate"]
    ours = app.cli.commands["db"]
    import_module("flask_migrate").Migrate(
        app, store, directory=str(MIGRATIONS), render_as_batch=True
    )
    app.cli.add_command(ours)  # Flask-Migrate put its own in the place of it
    return app.extensions["migrate"]


def settings(config: Config) -> dict[str, Any]:
    """Flask's own settings."""
    return {
        "MODE": config.mode,
        "BABEL_DEFAULT_TIMEZONE": config.time_zone,
        "SESSION_COOKIE_NAME": "__Host-caseflow",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": ABSOLUTE + REMEMBERED,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }


def edge(secrets: Secrets, config: Config) -> Edge:
    """What every session carries."""
    keyring = Keyring(secrets.providers)
    return Edge(
        {
            "keyring": keyring,
            "audit_signer": secrets.audit_signing,
            "head_file": HeadFile(config.trail_head, secrets.audit_signing),
            "file_storage": FolderStorage(config.files),
            "secrets": secrets,
            "events": EventTable(*subscriptions()),
            **({"scanner": Scanner(config.clamav)} if config.clamav else {}),
        }
    )


def door(secrets: Secrets, cost: Cost) -> Door:
    """How passwords are checked here."""
    pepper = secrets.pepper
    return Door(Passwords(pepper, cost), Throttle(pepper), Devices(pepper))
