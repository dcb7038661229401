"""What pages cost over sealed data: against a plaintext twin, in CPU, statements and bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from bench.asking import WARM, Asked, in_turn, served
from bench.results import Figure
from bench.twin import make_twin
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN

QUEUE = "/cases/all"
CASE = re.compile(r'href="(/cases/[A-Z][A-Z0-9]*-\d{4}-\d{5,})"')
NEXT = re.compile(r'href="([^"]*[?&;]after=[^"]*)"')
ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')


def pages(home: Path, folder: Path, *, rounds: int) -> list[Figure]:
    """The queue and the case page, with and without seals, in turn."""
    twin = make_twin(home, folder / "twin")
    with served(home) as sealed, served(twin, plain=True) as plain:
        cases = case_pages(sealed, rounds + WARM)
        require_plain_words(plain, (QUEUE, cases[0]))
        return [
            *_compared("queue page", sealed, plain, [QUEUE] * (rounds + WARM), "<= 1.2"),
            *_compared("queue page, keys not open", sealed, plain, [QUEUE] * (rounds + WARM), ""),
            *_compared("case page", sealed, plain, cases, "<= 1.15"),
            *_counted("queue page", sealed, QUEUE),
            *_counted("case page", sealed, cases[-1]),
            *_weight(sealed),
        ]


def require_plain_words(plain: Asked, addresses: Iterable[str]) -> None:
    """Raise RuntimeError where a page of the twin shows no words: nothing is to be compared."""
    for address in addresses:
        if CANNOT_BE_SHOWN.msgid in plain.ask(address, body=True)["body"]:
            raise RuntimeError(f"the twin without seals cannot show {address}")


def case_pages(asked: Asked, how_many: int) -> list[str]:
    """So many cases' addresses, each another where there are as many, in the order of the list."""
    found: dict[str, None] = {}
    address: str | None = QUEUE
    while address is not None and len(found) < how_many:
        text = asked.ask(address, body=True)["body"]
        found |= dict.fromkeys(CASE.findall(text))
        following = NEXT.search(text)
        address = following[1].replace("&amp;", "&") if following else None
        address = address and (address if address.startswith("/") else f"{QUEUE}{address}")
    if not found:
        raise RuntimeError("the list shows no case")
    several = list(found)
    return (several * (how_many // len(several) + 1))[:how_many]


def _compared(
    name: str, sealed: Asked, plain: Asked, addresses: list[str], target: str
) -> list[Figure]:
    cold = "not open" in name
    pairs = [(each, each) for each in addresses]
    left, right, ratio = in_turn(sealed, plain, pairs, cold=cold)
    promised = "<= 10" if name == "queue page" else ""
    return [
        Figure(f"{name}: CPU", left, "ms", promised),
        Figure(f"{name}: CPU over plaintext", right, "ms"),
        Figure(f"{name}: sealed / plaintext", ratio, "ratio", target),
    ]


def _counted(name: str, asked: Asked, address: str) -> list[Figure]:
    answer = asked.ask(address, count=True)
    return [Figure(f"{name}: statements", answer["statements"], "", "<= 12")]


def _weight(asked: Asked) -> list[Figure]:
    """Bytes of the queue page with everything it links to, and of the page alone."""
    page = asked.ask(QUEUE, body=True)
    linked = [asked.ask(address) for address in sorted(set(ASSET.findall(page["body"])))]
    return [
        Figure("queue page: first visit", _kb(page, *linked), "kB", "< 120 (packed)"),
        Figure("queue page: first visit, not packed", _kb(page, *linked, packed=False), "kB"),
        Figure("queue page: later visits", _kb(page), "kB", "< 25 (packed)"),
        Figure("queue page: later visits, not packed", _kb(page, packed=False), "kB"),
    ]


def _kb(*answers: dict[str, int], packed: bool = True) -> float:
    return sum(answer["packed" if packed else "bytes"] for answer in answers) / 1000
