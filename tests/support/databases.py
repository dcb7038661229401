"""Fresh databases of both kinds, empty or copied from a template that was made once."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.postgres import Postgres

KINDS = ("sqlite", "postgresql")


@dataclass
class Databases:
    """Makes databases for tests; `server` is asked for only when PostgreSQL is wanted.

    Addresses are used again once their database is gone, so that an engine kept for one
    (`house.engine_of`) need not compile the same statements anew for every test.
    """

    folder: Path
    server: Callable[[], Postgres]
    templates: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The address of an empty database, gone afterwards."""
        with self._made(kind, None) as url:
            yield url

    @contextmanager
    def copy_of(self, name: str, kind: str, build: Callable[[str], None]) -> Iterator[str]:
        """The address of a copy of template `name`, which `build(url)` filled the first time.

        `build` must have closed its connections when it returns.
        """
        key = (name, kind)
        if key not in self.templates:
            self.templates[key] = f"{name}_template"
            build(self._create(kind, f"{name}_template", None))
        with self._made(kind, self.templates[key]) as url:
            yield url

    @contextmanager
    def _made(self, kind: str, template: str | None) -> Iterator[str]:
        name = next(n for n in map("test_{}".format, itertools.count()) if n not in self.taken)
        self.taken.add(name)
        try:
            yield self._create(kind, name, template)
        finally:
            if kind == "postgresql":
                self.server().drop(name)
            else:
                for path in self.folder.glob(f"{name}.db*"):
                    path.unlink()
            self.taken.remove(name)

    def _create(self, kind: str, name: str, template: str | None) -> str:
        if kind == "postgresql":
            return self.server().create(name, template or "template0")
        path = self.folder / f"{name}.db"
        if template:
            shutil.copy(self.folder / f"{template}.db", path)
        return f"sqlite:///{path}"
