"""Count how common the words of names are, so that a rare one says more than a common one.

usage: python -m tools.count_names    (needs `faker`, MIT; a maintainer's tool, not a requirement)

Faker lists the given and family names of some eighty languages, many with their shares. Written
are words with minus ten times the decimal logarithm of their share, averaged over the lists.
"""

from __future__ import annotations

import math
import pkgutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import faker.providers.person

from caseflow.names.reader import read

TARGET = Path(__file__).parents[1] / "caseflow/screening/matching/common_names.tsv"
RAREST = 1.2e-5
KINDS = ("first_name", "last_name", "prefix", "patronymic", "middle_name")


def lists() -> Iterator[tuple[str, Counter[str]]]:
    """The given names and the family names of each language, with their shares."""
    for found in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = import_module(f"faker.providers.person.{found.name}").Provider
        pools: dict[str, Counter[str]] = defaultdict(Counter)
        for attribute in dir(provider):
            kind = next((k for k in KINDS if attribute.startswith(k)), None)
            names = getattr(provider, attribute)
            if kind in {None, "prefix"} or not isinstance(names, (tuple, list, dict)) or not names:
                continue
            shares = names.items() if isinstance(names, dict) else ((n, 1) for n in names)
            pool: Counter[str] = Counter()
            for name, share in shares:
                if isinstance(name, str):
                    pool[name] += float(share)
            total = sum(pool.values())
            for name, share in pool.items():
                pools[kind][name] += share / total
        yield from pools.items()


def main() -> None:
    shares: Counter[str] = Counter()
    count = 0
    for _kind, pool in lists():
        count += 1
        total = sum(pool.values())
        for name, share in pool.items():
            read_name = read(name)
            for word in {*read_name.words, *(w.text for w in read_name.written if w)}:
                shares[word] += share / total
    lines = [
        f"{word}\t{round(-10 * math.log10(share / count))}\n"
        for word, share in sorted(shares.items())
        if share / count >= RAREST and len(word) > 1
    ]
    TARGET.write_text("".join(lines), "utf-8")
    print(f"{count} lists, {len(shares)} words, {len(lines)} kept")


if __name__ == "__main__":
    main()
