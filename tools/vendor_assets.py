"""Fetch the pinned front-end files for maintainers; users never run this.

Run `python -m tools.vendor_assets` with npm on the path. Each package comes by name through the
npm client, its checksum is compared with the one written here, and only the listed files are
copied, without source maps. The icon sprite is built from `icons.txt` and `marks.svg`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tools.packages import fetch, member

ROOT = Path(__file__).resolve().parent.parent
SERVED = ROOT / "caseflow" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(//[#@] sourceMappingURL=\S*|/\*[#@] sourceMappingURL=.*?\*/)\s*$")
SYMBOL_SHELL = re.compile(r"<svg[^>]*>\s*(.*?)\s*</svg>", re.DOTALL)


@dataclass(frozen=True)
class Package:
    """One package: what to fetch, how to know it is the right one, what to keep of it."""

    name: str
    version: str
    licence: str
    integrity: str
    files: dict[str, str] = field(default_factory=dict)
    into: Path = SERVED

    @property
    def folder(self) -> Path:
        """Where its files go; the version in the name lets browsers keep them for good."""
        return self.into / f"{self.name}-{self.version}"


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        "MIT",
        "sha512-20cU0rcfw8WdxtVbmfU+xT2EjvVTw9Ror/h1Qvd7DXCujRg8OO9mdBCsmTHdJFf3"
        "BuadmBNJtgIuUXsBqSkk/w==",
        {
            "dist/css/bootstrap.min.css": "bootstrap.min.css",
            "dist/css/bootstrap.rtl.min.css": "bootstrap.rtl.min.css",
            "LICENSE": "LICENSE.txt",
        },
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "0BSD",
        "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFv"
        "BTqjnIMCgELTNt636dtamA==",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE.txt"},
    ),
    Package(
        "bootstrap-icons",
        "1.13.2",
        "MIT",
        "sha512-fAU1Ly3dH7hwRg+CB8EZ0Vl0fF80zgXHeUVJyfUOKzoURr+TbwISbCW5tKUoQLER"
        "aWYG2emTCybcPbD96hdD1A==",
        {"LICENSE": "LICENSE.txt"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASy"
        "FNNtuFooJpZe37OgudVGtQ==",
        {
            "axe.min.js": "axe.min.js",
            "LICENSE": "LICENSE.txt",
            "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt",
        },
        FOR_TESTS,
    ),
)


def read(packed: Path, name: str) -> bytes:
    """One file of a package, without its pointer to a source map."""
    return SOURCE_MAP.sub(b"\n", member(packed, name))


def keep(package: Package, packed: Path) -> dict[str, object]:
    """Copy the listed files and tell what was kept, for VENDORED.json."""
    package.folder.mkdir(parents=True, exist_ok=True)
    sums = {}
    for name, target in package.files.items():
        body = read(packed, name)
        (package.folder / target).write_bytes(body)
        sums[f"{package.folder.name}/{target}"] = hashlib.sha256(body).hexdigest()
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "integrity": package.integrity,
        "sha256": sums,
    }


def build_sprite(packed: Path) -> None:
    """Write the icon sprite: the listed icons, then the marks drawn for this product."""
    here = Path(__file__).parent
    symbols = []
    for name in sorted(set((here / "icons.txt").read_text(encoding="utf-8").split())):
        match = SYMBOL_SHELL.search(read(packed, f"icons/{name}.svg").decode())
        if match is None:
            sys.exit(f"the icon {name} cannot be read")
        drawing = re.sub(r"\s*\n\s*", "", match.group(1))
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 16 16">{drawing}</symbol>')
    symbols += (here / "marks.svg").read_text(encoding="utf-8").strip().splitlines()
    body = "\n".join(symbols)
    (SERVED.parent / "icons.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8"
    )


def main() -> None:
    """Fetch everything and write one VENDORED.json beside each set of files."""
    kept: dict[Path, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            packed = fetch(
                package.name, package.version, integrity=package.integrity, into=Path(folder)
            )
            kept.setdefault(package.into, []).append(keep(package, packed))
            if package.name == "bootstrap-icons":
                build_sprite(packed)
    for place, entries in kept.items():
        text = json.dumps(entries, indent=2) + "\n"
        (place / "VENDORED.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
