"""What people call the browser that a session was opened with."""

from __future__ import annotations

from caseflow.labels import Text, _

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""The first that a browser says of itself counts: most say several."""


def browser_called(agent: str) -> str:
    """Browser and system in two words; what names itself otherwise keeps its own first words."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return Text(_("%(browser)s on %(system)s").msgid, browser=browser, system=system)
    return browser or agent[:40]
