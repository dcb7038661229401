"""What tests of documents share: a case in four scripts, and people who ask for its summary."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from caseflow.cases.records.entries import PersonEntry
from tests.support.site import BASE, Client, Site

NAMES = ("محمد علي", "Жук Иван", "王小明", "Tomas Elberg")
TITLE = "Falsified fuel receipts at the Harbour depot"
ACCOUNT = "Receipts bear numbers that the supplier Quillfeather never issued."


@dataclass
class Reader:
    """Somebody who asks for documents."""

    client: FlaskClient
    pages: Client

    def get(self, path: str) -> TestResponse:
        """Fetch an address, whatever it delivers."""
        return self.client.get(path, base_url=BASE)

    def pdf(self, reference: str, query: str = "") -> bytes:
        """The summary of a case as it is delivered."""
        answer = self.get(f"/cases/{reference}/summary.pdf{query}")
        assert answer.status_code == 200, answer.status_code
        assert answer.content_type == "application/pdf"
        return answer.data


def with_auditors(site: Site) -> Site:
    """The people who look from outside."""
    person = site.house.person
    site.people["auditor"] = person(
        "auditor", username="auditor", name="Olu Adeyemi", engagements=(site.entity,)
    )
    site.people["idle-auditor"] = person("auditor", username="idle-auditor", name="Eve Marsh")
    return site


def reader_of(site: Site, name: str) -> Reader:
    """Somebody signed in."""
    pages = site.as_(name)
    return Reader(pages.client, pages)


def log(site: Site, **facts: object) -> str:
    """A case whose subjects are written in four scripts; its reference."""
    people = tuple(PersonEntry(name=n, personnel_category="staff_international") for n in NAMES)
    return site.log(**{"title": TITLE, "summary": ACCOUNT, "people": people, **facts})


def words(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def visitor(site: Site) -> Client:
    """Somebody who is not signed in."""
    return Client(site, site.app.test_client())
