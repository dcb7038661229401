"""Who looks at the page, as far as the furniture needs to know: name, wishes, what to offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app, g, has_request_context

Source = Callable[[], "Viewer | None"]


@dataclass(frozen=True)
class Preferences:
    """How somebody wants pages: all of it is kept by the server.

    `locale` and `time_zone` are None while the person has not chosen; `keys` switches the
    single-key shortcuts (WCAG 2.1.4).
    """

    locale: str | None = None
    theme: str = "auto"
    density: str = "roomy"
    slim: bool = False
    keys: bool = True
    time_zone: str | None = None


@dataclass(frozen=True)
class Viewer:
    """The signed-in person as the frame shows them.

    `may` answers for a permission, so that menus ask the same policy as the guard. `ends_in` is the
    seconds until the session ends.
    """

    name: str
    title: str
    may: Callable[[str], bool]
    preferences: Preferences = field(default_factory=Preferences)
    unread: int = 0
    ends_in: int | None = None

    @property
    def initials(self) -> str:
        """Up to two letters for the avatar."""
        return initials(self.name)


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name; "?" for nobody."""
    words = [w for w in name.split() if w[0].isalnum()]
    if not words:
        return "?"
    chosen = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(w[0] for w in chosen).upper()


def use_viewer(app: Flask, source: Source) -> None:
    """Let `source` say who looks; it is asked at most once a request and may answer None."""
    app.extensions["caseflow.viewer"] = source


def viewer() -> Viewer | None:
    """Who looks at this page, or None when nobody is signed in."""
    if not has_request_context() or g.get("plain_furniture"):
        return None
    if "viewer" not in g:
        source: Source = current_app.extensions.get("caseflow.viewer", _nobody)
        g.viewer = source()
    seen: Viewer | None = g.viewer
    return seen


def preferences() -> Preferences:
    """The wishes that hold for this page."""
    person = viewer()
    return person.preferences if person else Preferences()


def _nobody() -> Viewer | None:
    return None
