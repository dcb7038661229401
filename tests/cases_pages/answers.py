"""Right answers to the steps of logging a case."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.support.site import Client, Site

REACHED = {
    "received_on-day": "2",
    "received_on-month": "November",
    "received_on-year": "2026",
    "channel": "email",
    "reporting": "confidential",
    "reporter": "Mira Solano",
}
HAPPENED = {
    "title": "Falsified fuel receipts",
    "happened-precision": "between",
    "happened-first-day": "3",
    "happened-first-month": "3",
    "happened-first-year": "2026",
    "happened-last-day": "19",
    "happened-last-month": "August",
    "happened-last-year": "2026",
    "place": "Northern depot",
    "account": "Receipts bear numbers\nthat the supplier never issued.",
    "conduct": "forgery",
    "conduct_2": "theft",
    "classification": "confidential",
}
NAMED = {
    "people": "2",
    "p1-part": "subject",
    "p1-known": "yes",
    "p1-name": "Tomas Elberg",
    "p1-personnel_category": "staff_international",
    "p1-rank": "P-3",
    "p2-part": "subject",
    "p2-known": "no",
    "p2-how_many": "3",
    "p2-description": "guards at the depot",
}


def filled(site: Site, step: int) -> dict[str, str]:
    """The answers of a step."""
    return [{**REACHED, "entity": str(site.entity)}, HAPPENED, NAMED][step - 1]


def logged(site: Site, client: Client) -> str:
    """Log a case through all four steps; its reference."""
    at = "/cases/new"
    for step in (1, 2, 3):
        client.page(at)
        at = client.sent(at, {**filled(site, step), "do": "go"})
    check = client.page(at)
    assert "Tomas Elberg" in check.said
    assert "3 people not identified" in check.said
    assert "between 3 Mar 2026 and 19 Aug 2026" in check.said
    home = client.sent(at, {"do": "log"})
    return urlsplit(home).path.removeprefix("/cases/")
