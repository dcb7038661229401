"""Style sheets, scripts and icons: one helper names them, one view serves them for good."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, send_from_directory, url_for
from markupsafe import Markup
from werkzeug.security import safe_join

from caseflow.web.words import direction

STATIC = Path(__file__).resolve().parent.parent / "static"
A_YEAR = 365 * 24 * 3600
SQUEEZED = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Names that pages use, each with its package and its file, left to right and right to left.
VENDORED = {
    "bootstrap.css": ("bootstrap", "bootstrap.min.css", "bootstrap.rtl.min.css"),
    "htmx.js": ("htmx.org", "htmx.min.js", "htmx.min.js"),
}
ICON = Markup(
    '<svg class="ic{}" aria-hidden="true" viewBox="0 0 16 16"><use href="{}#i-{}"/></svg>'
)
POINTING = {
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-left",
    "arrow-right",
    "arrow-up-right-square",
    "arrow-up-right-square-fill",
    "box-arrow-right",
    "chevron-right",
    "layout-sidebar",
    "reply",
    "send",
}

_drawn: dict[str, dict[tuple[str, bool | None], Markup]] = {}
"""Icons drawn already, by where the application is mounted."""


def init_assets(app: Flask) -> None:
    """Serve `caseflow/static` with long lives for what carries its version in its address."""
    app.static_folder = str(STATIC)
    app.view_functions["static"] = serve
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """The address of a static file, in the reader's direction; KeyError for an unknown one."""
    known: dict[tuple[str, str, str], str] = current_app.extensions.setdefault("caseflow.asset", {})
    key = (name, direction(), request.script_root)
    if key not in known or current_app.debug:
        known[key] = _address(name)
    return known[key]


def icon(name: str, *, flip: bool | None = None) -> Markup:
    """An icon of the sprite, the height of the words beside it and silent to those who listen.

    What points along the line is mirrored in right-to-left pages unless `flip` says otherwise.
    Raises KeyError for an icon that the sprite lacks.
    """
    drawn: dict[tuple[str, bool | None], Markup] | None = g.get("icons")
    if drawn is None:
        drawn = g.icons = _drawn.setdefault(request.script_root, {})
    found = drawn.get((name, flip))
    if found is None:
        mirrored = name in POINTING if flip is None else flip
        found = drawn[name, flip] = _draw(name, mirrored=mirrored)
    return found


def _draw(name: str, *, mirrored: bool) -> Markup:
    if name not in icons():
        raise KeyError(f"the sprite has no icon {name}: add it to tools/icons.txt")
    return ICON.format(" flip" if mirrored else "", asset("icons.svg"), name)


@lru_cache(maxsize=1)
def icons() -> frozenset[str]:
    """The names of the icons in the sprite."""
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="i-([^"]+)"', sprite))


def _address(name: str) -> str:
    if name in VENDORED:
        package, ltr, rtl = VENDORED[name]
        folder = f"vendor/{package}-{_versions()[package]}"
        filename = f"{folder}/{rtl if direction() == 'rtl' else ltr}"
        return url_for("static", filename=filename)
    return url_for("static", filename=name, v=_fingerprint(name))


def serve(filename: str) -> Response:
    """A static file: kept for a year when its address names its version, else checked each time.

    Raises NotFound for anything outside the folder.
    """
    path = safe_join(str(STATIC), filename)
    suffix = Path(filename).suffix
    if path and suffix in SQUEEZED and request.accept_encodings["gzip"] > 0 and _is_file(path):
        response = _squeezed_answer(path, SQUEEZED[suffix])
    else:
        response = send_from_directory(STATIC, filename, conditional=True)
    if suffix in SQUEEZED:
        response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    if _names_its_version(filename):
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    else:
        response.cache_control.no_cache = True
    return response


def _is_file(path: str) -> bool:
    """Whether this is a file; a name that no file system accepts is not."""
    try:
        return Path(path).is_file()
    except ValueError:
        return False


def _squeezed_answer(path: str, mimetype: str) -> Response:
    body = _squeeze(path, Path(path).stat().st_mtime_ns)
    response = Response(body, mimetype=mimetype)
    response.content_encoding = "gzip"
    response.set_etag(hashlib.sha256(body).hexdigest()[:16])
    response.make_conditional(request)
    return response


@lru_cache(maxsize=32)
def _squeeze(path: str, _changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)


def _names_its_version(filename: str) -> bool:
    if filename.startswith("vendor/"):
        return True
    version = request.args.get("v")
    return bool(version) and version == _fingerprint(filename)


def _fingerprint(name: str) -> str:
    """Eight letters of the content's checksum; KeyError when there is no such file."""
    path = STATIC / name
    if not path.is_file():
        raise KeyError(f"there is no static file {name}")
    # A maintainer edits these while the server runs; elsewhere they do not change.
    return _digest(name, path.stat().st_mtime_ns if current_app.debug else 0)


@lru_cache(maxsize=64)
def _digest(name: str, _changed: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    kept = json.loads((STATIC / "vendor" / "VENDORED.json").read_text(encoding="utf-8"))
    return {entry["name"]: entry["version"] for entry in kept}
