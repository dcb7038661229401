"""A made-up Arabic: every sentence of the program in Arabic letters, to try pages right to left.

Babel knows no locale for trying things out, so the catalogue goes into the real locale `ar`, in a
folder of the test's own.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parents[2]
KEPT = re.compile(r"(%\(\w+\)[a-z]|%%|<[^>]+>|&\w+;)")
LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "ابجدهوزحطيكلمنسعفصقرشتثخذض",
        strict=True,
    )
)


def pseudo(text: str) -> str:
    """The text in Arabic letters, with placeholders and tags as they were."""
    parts = KEPT.split(text)
    return "".join(
        part if KEPT.fullmatch(part) else "".join(LETTERS.get(c.lower(), c) for c in part)
        for part in parts
    )


def pseudo_catalogue(folder: Path) -> Path:
    """Compile a catalogue of every sentence into `folder` and return the folder."""
    catalogue = Catalog(locale="ar", domain="messages", fuzzy=False)
    for message, context in _messages():
        said = pseudo(message[0] if isinstance(message, tuple) else message)
        forms = (said,) * catalogue.num_plurals if isinstance(message, tuple) else said
        catalogue.add(message, forms, context=context)
    target = folder / "ar" / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    with (target / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    return folder


def _messages():
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    for folder in ("caseflow", "templates"):
        found = extract_from_dir(
            str(ROOT / folder),
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods],
            {pattern.removeprefix(f"{folder}/"): o for pattern, o in options.items()},
        )
        for _file, _line, message, _comments, context in found:
            yield message, context
