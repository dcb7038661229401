"""Look for insecure code and for secrets, and say how much was looked at: nothing is skipped.

Two scanners answer "no issues" also when they could not read a file. This asks them what they
left out and fails when there is anything.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

CHECKOUT = Path(__file__).parents[1]
BASELINE = CHECKOUT / ".secrets.baseline"
CODE = ("caseflow", "migrations", "config.py", "wsgi.py")
VENDORED = ("caseflow/static/vendor/", "tests/vendor/", "caseflow/pdf/fonts/")
BINARY = {".png", ".ttf", ".otf", ".woff2", ".gz", ".xz", ".pdf", ".ico", ".mo", ".xlsx"}


def insecure_code() -> list[str]:
    """What bandit finds, and what it could not read."""
    there = [name for name in CODE if (CHECKOUT / name).exists()]
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-c", "pyproject.toml", *there],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    looked = [name for name in report["metrics"] if name != "_totals"]
    print(f"bandit: {len(looked)} files, {len(report['errors'])} skipped")
    if not looked:
        return ["bandit: no file was looked at"]
    skipped = [f"{one['filename']}: skipped: {one['reason']}" for one in report["errors"]]
    return skipped + [
        f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}"
        for one in report["results"]
    ]


def tracked() -> list[str]:
    """Every file under version control that is ours and is text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return [
        name
        for name in listed.stdout.split("\0")
        if name
        and not name.startswith(VENDORED)
        and Path(name).suffix not in BINARY
        and name != BASELINE.name
        and (CHECKOUT / name).is_file()
    ]


def accept(files: list[str]) -> None:
    """Take what is found now for known: only after looking at each of them."""
    settings = json.loads(BASELINE.read_text(encoding="utf-8"))
    found = _collect(files, settings, CHECKOUT)[0]
    settings["results"] = found.json()
    BASELINE.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def _collect(
    files: list[str], settings: dict[str, Any], root: Path
) -> tuple[SecretsCollection, list[str]]:
    """What is found in these files, and which of them could not be read."""
    found = SecretsCollection()
    skipped = []
    how = {name: settings[name] for name in ("plugins_used", "filters_used")}
    with contextlib.chdir(root), transient_settings(how):  # the baseline names files from there
        for name in files:
            try:
                Path(name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                skipped.append(f"{name}: skipped: {error}")
                continue
            found.scan_file(name)
    return found, skipped


def secrets(files: list[str], known: Path = BASELINE, root: Path = CHECKOUT) -> list[str]:
    """Secrets in these files that the baseline does not know, and files that were not read."""
    accepted = baseline.load(baseline.load_from_file(str(known)))
    settings = json.loads(known.read_text(encoding="utf-8"))
    found, skipped = _collect(files, settings, root)
    print(f"detect-secrets: {len(files) - len(skipped)} files, {len(skipped)} skipped")
    if not files:
        return ["detect-secrets: no file was looked at"]
    return skipped + [
        f"{name}:{one.line_number}: {one.type}; if it is none, add to that line: "
        "pragma: allowlist secret"
        for name, one in found - accepted
    ]


def main() -> int:
    """Print what was found; 1 when there is anything. `--accept` writes the baseline."""
    if sys.argv[1:] == ["--accept"]:
        accept(tracked())
        return 0
    problems = insecure_code() + secrets(tracked())
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
