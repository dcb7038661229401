"""Collect the words for translators, bring catalogues up to date, compile them.

`python tools/words.py extract` writes `caseflow/locale/messages.pot`; `update CODE …` makes or
refreshes the catalogues of languages; `compile` makes what the program reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "caseflow" / "locale"
TEMPLATE = LOCALE / "messages.pot"


def babel(*arguments: object) -> None:
    """Run one command of Babel; its settings name a function of ours, so we must be found."""
    sys.path[:0] = [str(ROOT)]
    CommandLineInterface().run(["pybabel", "-q", *map(str, arguments)])


def extract() -> None:
    """Collect every sentence of the program and its templates."""
    names = ("--project", "CaseFlow", "--no-location", "--sort-output", "-k", "ngettext:1,2")
    babel("extract", "-F", ROOT / "babel.cfg", *names, "-o", TEMPLATE, ROOT)


def update(codes: list[str]) -> None:
    """Refresh the catalogues of these languages, making those that are missing."""
    extract()
    for code in codes:
        exists = (LOCALE / code / "LC_MESSAGES" / "messages.po").exists()
        command = "update" if exists else "init"
        babel(command, "-i", TEMPLATE, "-d", LOCALE, "-l", code)


def main(arguments: list[str]) -> int:
    """Do what the first word says; 2 when it says nothing known."""
    match arguments:
        case ["extract"]:
            extract()
        case ["update", *codes] if codes:
            update(codes)
        case ["compile"]:
            if list(LOCALE.glob("*/LC_MESSAGES/*.po")):
                babel("compile", "-d", LOCALE, "--use-fuzzy")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
