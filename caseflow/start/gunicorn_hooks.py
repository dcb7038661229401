"""What the web server does when it ends: gunicorn's settings that are functions."""

from __future__ import annotations

from typing import Any


def on_exit(server: Any) -> None:
    """Keep the head of the trail, once all workers have ended."""
    app = server.app.callable
    if app is not None:
        from caseflow.audit.head_hooks import keep_last
        from caseflow.web.store import edge, engine

        with app.app_context():
            keep_last(engine(), edge().head_file)
