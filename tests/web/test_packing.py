"""Answers go out packed where the browser takes it, and read the same."""

from __future__ import annotations

import gzip

from flask import Flask, Response

from caseflow.web.packing import init_packing, packed

WORDS = "<p>A page of words.</p>" * 200


def answering(body: str = WORDS, mimetype: str = "text/html"):
    app = Flask(__name__)
    init_packing(app)
    app.add_url_rule("/", "page", lambda: Response(body, mimetype=mimetype))
    return app.test_client()


def test_a_page_is_packed_and_reads_the_same():
    answer = answering().get("/", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < len(WORDS) / 4
    assert gzip.decompress(answer.data).decode() == WORDS
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_who_does_not_take_it_gets_it_plain():
    answer = answering().get("/")
    assert answer.text == WORDS
    assert "Content-Encoding" not in answer.headers


def test_small_answers_and_documents_stay_as_they_are():
    for client in (answering("small"), answering(WORDS, "application/pdf")):
        answer = client.get("/", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers


def test_the_size_of_a_packed_page_varies():
    assert len({len(packed(WORDS.encode())) for _ in range(40)}) > 10
