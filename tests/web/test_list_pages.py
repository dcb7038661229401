"""Links between the pages of a list keep what the address asks for, whatever that is called."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from caseflow.web.list_pages import asked_key, page_links

APP = Flask(__name__)


@pytest.mark.parametrize(
    "asked",
    [
        "stage=proposed",
        "endpoint=x",
        "_method=POST",
        "_scheme=ftp&_external=1&_anchor=zz",
        "stage=a&stage=b",
        "words=%D8%B3%20%26%20x",
        "",
    ],
)
def test_the_links_keep_every_name_and_value(asked):
    with APP.test_request_context(f"/screening/register?{asked}&after=here"):
        links = page_links("there")
        assert asked_key() == "here"
    given = parse_qsl(asked)
    for link, wanted in ((links.next, [*given, ("after", "there")]), (links.first, given)):
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/screening/register")
        assert parse_qsl(parts.query) == wanted


def test_the_first_and_the_last_page_lead_nowhere_further():
    with APP.test_request_context("/screening/register"):
        assert (page_links(None).next, page_links(None).first) == ("", "")
