"""Languages: which one this page speaks, and how sentences, dates and numbers are said in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast

import flask_babel
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel
from markupsafe import Markup, escape

from caseflow import clock
from caseflow.days import day_in
from caseflow.labels import Labelled, Text, _
from caseflow.web.timezones import city_of
from caseflow.web.viewer import preferences

OFFERED = ("en", "ar", "fr", "es", "ru", "zh")
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
DAY = {"zh": "y年M月d日"}
SHORT_DAY = {"zh": "M月d日"}
MONTH = {"zh": "y年M月"}
COMMA = {"ar": "، ", "zh": " "}


def init_words(app: Flask) -> None:
    """Set up Flask-Babel.

    `CASEFLOW_LOCALES` narrows the languages offered, `BABEL_TRANSLATION_DIRECTORIES` moves the
    catalogues (tests), `BABEL_DEFAULT_TIMEZONE` is the office's zone.
    """
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(CATALOGUES))
    Babel(app, locale_selector=chosen_language, timezone_selector=chosen_zone)
    app.before_request(_remember_language)
    app.jinja_env.filters.update(
        say=say,
        day=day,
        short_day=short_day,
        month=month,
        moment=moment,
        time_of_day=time_of_day,
        number=number,
        bdi=bdi,
        ref=ref,
    )
    app.jinja_env.globals.update(
        _=sentence,
        language=language,
        direction=direction,
        languages=languages,
        zone_note=zone_note,
    )


def offered() -> tuple[str, ...]:
    """The languages that can be chosen: English, and those compiled when the program started."""
    known: tuple[str, ...] | None = current_app.extensions.get("caseflow.languages")
    if known is None or current_app.debug:
        known = current_app.extensions["caseflow.languages"] = _compiled()
    return known


def _compiled() -> tuple[str, ...]:
    wanted = current_app.config.get("CASEFLOW_LOCALES", OFFERED)
    folders = current_app.extensions["babel"].translation_directories
    return tuple(
        code
        for code in wanted
        if code == "en"
        or any((Path(f) / code / "LC_MESSAGES" / "messages.mo").is_file() for f in folders)
    )


def chosen_language() -> str:
    """The person's own choice, else this browser's last choice, else what the browser asks for."""
    if not has_request_context():
        return "en"
    available = offered()
    for wish in (request.args.get("lang"), preferences().locale, session.get("lang")):
        if wish in available:
            return str(wish)
    return request.accept_languages.best_match(available) or "en"


def chosen_zone() -> str | None:
    """The person's own time zone; None means the office's."""
    return preferences().time_zone if has_request_context() else None


def _remember_language() -> None:
    wish = request.args.get("lang")
    if wish and wish != session.get("lang") and wish in offered():
        session["lang"] = wish


@dataclass(frozen=True)
class Speech:
    """The language of one page, found once: Flask-Babel would look for it at each word."""

    locale: Locale
    name: str
    """The locale as Babel names it, such as "zh_Hans"."""
    direction: str
    """The way it runs: "rtl" or "ltr"."""
    catalogue: Translations
    sentences: dict[str, Markup] = field(default_factory=dict)
    """What was said already, by its English words."""


def speech() -> Speech:
    """What this page speaks."""
    found: Speech | None = g.get("speech")  # each use of g costs: once is enough
    if found is None:
        try:
            locale = flask_babel.get_locale() or Locale("en")
        except UnknownLocaleError:
            locale = Locale("en")
        catalogue = flask_babel.get_translations()
        found = g.speech = Speech(locale, str(locale), locale.text_direction, catalogue)
    return found


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Say everything inside in another language, such as a notice in its reader's."""
    before = g.pop("speech", None)
    try:
        with flask_babel.force_locale(code):
            yield
    finally:
        g.pop("speech", None)
        if before is not None:
            g.speech = before


def language() -> str:
    """The code of the language this page speaks, such as "en"."""
    return str(speech().locale.language)


def direction() -> str:
    """The way this page runs: "rtl" or "ltr", by its language."""
    return speech().direction


def languages() -> list[tuple[str, str, str]]:
    """Code, own name and direction of each language on offer."""
    found = []
    for code in offered():
        locale = Locale.parse(code)
        name = locale.get_display_name(code) or code
        found.append((code, name[:1].upper() + name[1:], locale.text_direction))
    return found


def sentence(msgid: str, **params: object) -> Markup:
    """A template's own sentence, as Jinja's `_` says it, found once a page.

    The words are safe, the parameters are escaped, and a per cent sign is written twice.
    """
    said = _said(msgid)
    if not params and "%" not in said:
        return said
    return said % {name: _plain_or_safe(value) for name, value in params.items()}


def _said(msgid: str) -> Markup:
    """The words of a sentence without its parameters; looked up once a page."""
    spoken = speech()
    said = spoken.sentences.get(msgid)
    if said is None:
        said = spoken.sentences[msgid] = safe(spoken.catalogue.ugettext(msgid))
    return said


def _plain_or_safe(value: object) -> str:
    return value if isinstance(value, Markup) else _plain(value)


def say(text: object) -> str:
    """A domain sentence, label or value in the reader's language; Markup passes unchanged."""
    if isinstance(text, Markup):
        return text
    if isinstance(text, Labelled):
        text = text.label
    if not isinstance(text, Text):
        return _plain(text)
    said = _translated(text)
    if not text.params:
        return said
    params = {name: _plain(value) for name, value in text.params.items()}
    try:
        return said % params
    except (KeyError, TypeError, ValueError):  # a faulty translation must not cost the page
        return str(text)


def _translated(text: Text) -> str:
    """The sentence's pattern in the reader's language, in the form its number asks for."""
    if text.plural is None:
        return str(_said(text.msgid))
    count = cast("int", text.params["count"])
    return str(speech().catalogue.ungettext(text.msgid, text.plural, count))


def _plain(value: object) -> str:
    match value:
        case Text() | Labelled():
            return say(value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case _:
            return str(value)


def day(value: date | None) -> str:
    """A date as people write it: 23 Nov 2026. Nothing stays nothing."""
    return _dated(value, DAY, "d MMM y")


def short_day(value: date | None) -> str:
    """A date without its year: 17 Sep."""
    return _dated(value, SHORT_DAY, "d MMM")


def month(value: date | None) -> str:
    """A month and its year: Aug 2026."""
    return _dated(value, MONTH, "MMM y")


def time_of_day(value: datetime) -> str:
    """Hours and minutes where the reader is: 14:05."""
    return f"{_here(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """A moment where the reader is: 18 Dec 2026, 14:05. Nothing stays nothing."""
    if value is None:
        return ""
    return f"{day(day_in(_zone(), _aware(value)))}{COMMA.get(language(), ', ')}{time_of_day(value)}"


def number(value: float | Decimal) -> str:
    """A number grouped as the language does: 1,204,331."""
    return _numbered(value, speech().name)


@lru_cache(maxsize=1024)
def _numbered(value: float | Decimal, locale: str) -> str:
    return format_decimal(value, locale=locale).translate(MARKS)


def zone_name() -> str:
    """The time zone that all times on the page follow, by the name that programs know."""
    return str(_zone())


def zone_note() -> str:
    """A sentence on the clock that all times on the page follow."""
    zone = _zone()
    if str(zone) == "UTC":
        return say(_("Times are UTC"))
    ahead = clock.now().astimezone(zone).utcoffset() or timedelta()
    hours = f"{ahead / timedelta(hours=1):+g}"
    city = city_of(str(zone), language())
    return say(_("Times are %(city)s time (UTC%(hours)s)", city=city, hours=hours))


def safe(words: str) -> Markup:
    """Mark as safe what was put together from escaped parts.

    Pages hold hundreds of these: this skips what Markup asks about its argument.
    """
    return str.__new__(Markup, words)


def html(value: object) -> Markup:
    """Any value as safe HTML, said in the reader's language."""
    if value.__class__ is str:
        return escape(value)
    return value if isinstance(value, Markup) else escape(say(value))


def bdi(value: object) -> Markup:
    """A data value kept apart from the direction of the words around it."""
    return safe(f"<bdi>{html(value)}</bdi>")


def ref(value: object) -> Markup:
    """A reference, set apart and never broken over lines."""
    return safe(f'<bdi class="ref">{escape(value)}</bdi>')


def _dated(value: date | None, patterns: dict[str, str], usual: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = day_in(_zone(), _aware(value))
    spoken = speech()
    return _written(value, patterns.get(spoken.locale.language, usual), spoken.name)


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, locale: str) -> str:
    return format_date(value, pattern, locale=locale).translate(MARKS)


def _here(value: datetime) -> datetime:
    return _aware(value).astimezone(_zone())


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _zone() -> tzinfo:
    zone: tzinfo = flask_babel.get_timezone() or UTC
    return zone
