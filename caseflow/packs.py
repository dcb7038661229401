"""Data files an organisation may change: shipped with the product, overridden in its home.

This is ground: it knows no topic and imports nothing but `labels`, so that every room and every
engine may read its tracks, limits and vocabularies through it. One topic is one TOML file. The
organisation's own file, ``$CASEFLOW_HOME/config/<topic>.toml``, is laid over the shipped one key
by key: tables merge, anything else replaces, and ``name = false`` takes a shipped entry out.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar
from unicodedata import category

from caseflow.labels import Text

Choice = TypeVar("Choice", bound=Enum)
Keys = tuple[str, ...]

MOST_BYTES = 1_000_000
WORD_KEYS = {"label", "note"}
"""Keys whose text people read, in every table of every shipped file."""
WORD_TABLES = {"subtypes", "unless", "bars", "stages"}
"""Tables in which every text is read by people."""
CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,59}")


class PackError(Exception):
    """A data file is wrong; the message names the file, the key and what is wrong with it."""

    def __init__(self, file: Path, key: Keys, wrong: str) -> None:
        place = f"{file}: {'.'.join(key)}" if key else str(file)
        super().__init__(f"{place}: {wrong}")
        self.file, self.key, self.wrong = file, key, wrong


def config_folder() -> Path:
    """Where this instance's own data files lie: ``config`` in its home (`CASEFLOW_HOME`)."""
    return _folder_in(os.environ.get("CASEFLOW_HOME") or "instance")


@lru_cache(maxsize=64)
def _folder_in(home: str) -> Path:
    return Path(home) / "config"


def load(topic: str, shipped: Path | None, *, folder: Path | None = None) -> Part:
    """Read one topic: the shipped file with the organisation's override laid over it.

    `topic` may hold slashes ("tracks/staff"). `folder` is `config_folder()` unless told.
    Raises PackError when neither file exists or one of them cannot be read as TOML.
    """
    own = (folder or config_folder()) / f"{topic}.toml"
    if shipped is None and not own.is_file():
        raise PackError(own, (), "there is no such file")
    data = _read(shipped) if shipped else {}
    origins: dict[Keys, Path] = {}
    if own.is_file():
        _merge(data, _read(own), (), own, origins)
    return Part(data, (), shipped or own, origins)


def part_of(source: Part | Path | Mapping[str, Any]) -> Part:
    """A readable part of what may be a file, a mapping already read, or a part already."""
    if isinstance(source, Part):
        return source
    if isinstance(source, Path):
        return Part(_read(source), (), source, {})
    return Part(dict(source), (), Path("(given in code)"), {})


def _read(file: Path) -> dict[str, Any]:
    try:
        raw = file.read_bytes()
    except OSError as problem:
        raise PackError(file, (), f"cannot be read: {problem.strerror}") from problem
    if len(raw) > MOST_BYTES:
        raise PackError(file, (), f"is larger than {MOST_BYTES} bytes")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise PackError(file, (), f"is not UTF-8 (byte {problem.start})") from problem
    except tomllib.TOMLDecodeError as problem:
        raise PackError(file, (), f"is not TOML: {problem}") from problem


def _merge(
    base: dict[str, Any], over: dict[str, Any], key: Keys, file: Path, origins: dict[Keys, Path]
) -> None:
    for name, value in over.items():
        here = (*key, name)
        if value is False and isinstance(base.get(name), dict | str):
            del base[name]
            origins[here] = file
        elif isinstance(value, dict) and isinstance(base.get(name), dict):
            _merge(base[name], value, here, file, origins)
        else:
            base[name] = value
            origins[here] = file


class Part:
    """One table of a data file, read key by key with a message for each that is wrong.

    Each getter marks its key as known; `done` then refuses the keys nobody asked for, so that
    a misspelt key is never passed over in silence.
    """

    def __init__(
        self, data: dict[str, Any], key: Keys, file: Path, origins: Mapping[Keys, Path]
    ) -> None:
        self.data, self.key = data, key
        self._file, self._origins = file, origins
        self._known: set[str] = set()

    def wrong(self, name: str | None, what: str) -> PackError:
        """The error to raise about one key of this table (or the table itself)."""
        key = self.key if name is None else (*self.key, name)
        return PackError(self._origin(key) or self._file, key, what)

    def wrong_within(self, name: str, what: str) -> PackError:
        """The error about a table as a whole; it names the file that changed anything in it."""
        key = (*self.key, name)
        changed = (file for at, file in self._origins.items() if at[: len(key)] == key)
        return PackError(next(changed, self._file), key, what)

    def is_changed(self, name: str) -> bool:
        """Whether a key of this table comes from the organisation's own file."""
        return self._origin((*self.key, name)) is not None

    def is_changed_within(self, name: str) -> bool:
        """Whether the organisation's own file has anything of an entry of this table."""
        key = (*self.key, name)
        return self.is_changed(name) or any(at[: len(key)] == key for at in self._origins)

    def _origin(self, key: Keys) -> Path | None:
        whole = (key[:n] for n in range(len(key), 0, -1))
        return next((self._origins[k] for k in whole if k in self._origins), None)

    def _get(self, name: str, kind: type[Any] | tuple[type[Any], ...], called: str) -> Any:
        self._known.add(name)
        value = self.data.get(name)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(name, f"must be {called}")
        return value

    def _needed(self, name: str, value: Any) -> Any:
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def maybe_text(self, name: str) -> str | None:
        """A string that is not blank, or None."""
        value: str | None = self._get(name, str, "text")
        if value is not None and not value.strip():
            raise self.wrong(name, "is empty")
        if value is not None and any(category(each) == "Cc" for each in value if each != "\n"):
            raise self.wrong(name, "contains a control character")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A string that is not blank; the key is required unless there is a default."""
        value = self.maybe_text(name)
        return str(self._needed(name, default if value is None else value))

    def maybe_words(self, name: str) -> Text | None:
        """Words for people, translated late, or None."""
        value = self.maybe_text(name)
        return None if value is None else Text(value)

    def words(self, name: str) -> Text:
        """Words for people, translated late; required."""
        return Text(self.text(name))

    def maybe_number(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        """A whole number within bounds, or None."""
        value: int | None = self._get(name, int, "a whole number")
        if value is not None and not least <= value <= most:
            raise self.wrong(name, f"must lie between {least} and {most}")
        return value

    def number(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds; required."""
        return int(self._needed(name, self.maybe_number(name, least=least, most=most)))

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self._get(name, bool, "true or false")
        return default if value is None else bool(value)

    def maybe_day(self, name: str) -> date | None:
        """A date without a time, or None."""
        value: date | None = self._get(name, date, "a date")
        if isinstance(value, datetime):
            raise self.wrong(name, "must be a date without a time")
        return value

    def codes(self, name: str) -> tuple[str, ...]:
        """A list of short codes (small letters, digits and ``_ . : -``); empty when left out."""
        values = self._get(name, list, "a list") or []
        for value in values:
            if not isinstance(value, str) or not CODE.fullmatch(value):
                raise self.wrong(name, f"{value!r} is not a code")
        return tuple(values)

    def days(self, name: str) -> tuple[date, ...]:
        """A list of dates; empty when left out."""
        values = self._get(name, list, "a list of dates") or []
        for value in values:
            if not isinstance(value, date) or isinstance(value, datetime):
                raise self.wrong(name, f"{value!r} is not a date")
        return tuple(values)

    def maybe_choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """A member of an enum by its value, or None; the message lists what may be chosen."""
        return self._among(name, {str(member.value): member for member in kind})

    def member(self, name: str, known: Mapping[str, Choice]) -> Choice:
        """One of these by its value; the message lists what may be chosen."""
        chosen: Choice = self._needed(name, self._among(name, known))
        return chosen

    def _among(self, name: str, known: Mapping[str, Choice]) -> Choice | None:
        value = self.maybe_text(name)
        if value is not None and value not in known:
            raise self.wrong(name, f"{value!r} is none of {', '.join(known)}")
        return None if value is None else known[value]

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """A member of an enum by its value; required unless there is a default."""
        found = self.maybe_choice(name, kind)
        chosen: Choice = self._needed(name, default if found is None else found)
        return chosen

    def maybe_part(self, name: str) -> Part | None:
        """A table within this one, or None."""
        value = self._get(name, dict, "a table")
        if value is None:
            return None
        return Part(value, (*self.key, name), self._file, self._origins)

    def parts(self, name: str | None = None) -> Iterator[tuple[str, Part]]:
        """The named tables within `name` (or within this one), in the file's order.

        A plain string stands for a table with that label. Raises PackError for a name that is
        not a code.
        """
        table = self if name is None else self.maybe_part(name)
        if table is None:
            return
        for code in table.data:
            if not CODE.fullmatch(code):
                raise table.wrong(code, "is not a code: small letters, digits and _ . : -")
            yield code, table.named(code)

    def named(self, code: str) -> Part:
        """One named table, which a plain string may stand for."""
        self._known.add(code)
        value = self.data.get(code)
        if isinstance(value, str):
            value = {"label": value}
        if not isinstance(value, dict):
            raise self.wrong(code, "must be a table or a label")
        return Part(value, (*self.key, code), self._file, self._origins)

    def done(self) -> None:
        """Refuse every key that no getter asked for, all of them at once."""
        strange = [name for name in self.data if name not in self._known]
        if strange:
            known = ", ".join(sorted(self._known))
            others = f"; nor {_is_or_are(strange[1:])} known" if strange[1:] else ""
            raise self.wrong(strange[0], f"is not known here{others} (known: {known})")


def _is_or_are(names: list[str]) -> str:
    return f"{'is' if len(names) == 1 else 'are'} {', '.join(names)}"


def babel_extract_toml(
    fileobj: IO[bytes],
    _keywords: Any,
    _comment_tags: Any,
    options: Any,
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Give Babel the words of a data file: line, function name, message, no comments.

    To be named in the extraction settings as ``caseflow.packs:babel_extract_toml``.
    """
    text = fileobj.read().decode("utf-8-sig")
    lines = text.splitlines()
    for message in _words_in(tomllib.loads(text), inside=False):
        shown = (number for number, line in enumerate(lines, 1) if message in line)
        yield next(shown, 1), "", message, []


def _words_in(table: Mapping[str, Any], *, inside: bool) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, str) and (inside or key in WORD_KEYS):
            yield value
        elif isinstance(value, dict):
            yield from _words_in(value, inside=key in WORD_TABLES)
