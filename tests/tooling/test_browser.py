"""The browser is real, and faults on a page are seen."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest

from tests.support import browser as chrome

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>A page</title></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""


class Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, *args, body, **named):
        self.body = body
        super().__init__(*args, **named)

    def do_GET(self):
        page = PAGE.format(body=self.body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    servers = []

    def start(body):
        handler = functools.partial(Handler, body=body)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_clean_page_has_no_findings(browser_page, serve, axe):
    browser_page.goto(serve("<p>Words.</p>"))
    assert browser_page.title() == "A page"
    assert axe(browser_page) == []


def test_axe_finds_a_field_without_a_label(browser_page, serve, axe):
    browser_page.goto(serve("<input name=q>"))
    assert any(line.startswith("label:") for line in axe(browser_page))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p onclick='x()'>a</p><script>x()</script>", "policy"),
        ("<img src='http://192.0.2.1/a.png' alt=''>", "foreign"),
    ],
)
def test_a_fault_on_a_page_fails_the_test(browser, serve, body, fault):
    with pytest.raises(AssertionError, match=fault), chrome.watched_page(browser) as page:
        with page.expect_event("console" if fault == "policy" else "request"):
            page.goto(serve(body))
        page.wait_for_timeout(500)  # what is noted of it comes behind the event


def test_a_failing_script_fails_the_test(browser, serve):
    with pytest.raises(AssertionError, match="script"), chrome.watched_page(browser) as page:
        page.goto(serve("<p>a</p>"))
        with page.expect_event("pageerror"):
            page.evaluate("() => { setTimeout(() => { throw new Error('broken') }, 0) }")
        page.wait_for_timeout(500)  # what is noted of it comes behind the event


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.delenv("CASEFLOW_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(chrome.NoChromium, match="apt-get install chromium"):
        chrome.find_chromium()
