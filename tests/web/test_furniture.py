"""What the frame shows: menus by right, messages once, panels of other rooms, marks with words."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError
from lxml import html

from caseflow.web import marks
from caseflow.web.assets import icon
from caseflow.web.flashes import tell
from caseflow.web.viewer import initials
from tests.web.furniture_app import make_app


def test_the_menu_offers_what_the_reader_may_open(visit):
    page = html.fromstring(visit.get("/queue").data)
    lines = page.xpath('//nav[@id="rail"]//li/a')
    words = [line.text_content() for line in lines]
    assert any("Deadlines" in w for w in words)
    assert not any("Secrets" in w for w in words)
    here = [line for line in lines if line.get("aria-current") == "page"]
    assert [line.get("href") for line in here] == ["/queue"]
    assert page.xpath('//nav[@id="rail"]//span[@class="count hot"]')[0].text == "3"


def test_somebody_who_is_not_signed_in_is_offered_nothing(visit):
    visit.set_cookie("out", "1")
    page = html.fromstring(visit.get("/queue").data)
    assert not page.xpath('//nav[@id="rail"]//li/a')
    assert not page.xpath('//*[@id="palette"]')


def test_a_message_is_shown_once_with_its_undo(visit):
    token = re.search(r'csrf-token" content="([^"]+)"', visit.get("/queue").text)[1]
    shown = visit.post("/kept", data={"csrf_token": token}, follow_redirects=True).text
    assert "CF-2026-00377 handed over to Ravi Menon." in shown
    assert re.search(
        r'<form method="post" action="/kept"><input type="hidden" name="csrf_token"', shown
    )
    assert "handed over" not in visit.get("/queue").text


def test_a_message_needs_a_tone_that_exists(within):
    with pytest.raises(ValueError, match="no tone"):
        tell("x", "purple")


def test_the_server_writes_theme_density_and_keys(visit):
    tag = re.search(r"<html [^>]*>", visit.get("/queue?theme=dark&density=compact&nokeys").text)[0]
    assert 'data-bs-theme="dark"' in tag
    assert 'data-density="compact"' in tag
    assert 'data-keys="off"' in tag
    plain = re.search(r"<html [^>]*>", visit.get("/queue").text)[0]
    assert plain == '<html lang="en" dir="ltr">'
    assert 'class="app is-slim"' in visit.get("/queue?slim").text


def test_an_undefined_name_is_an_error_but_in_production(furnished):
    template = "{{ nothing_of_this_name }}"
    with pytest.raises(UndefinedError):
        furnished.jinja_env.from_string(template).render()
    production = make_app(MODE="production")
    assert production.jinja_env.from_string(template).render() == ""


def test_templates_cannot_read_the_configuration(furnished):
    with furnished.test_request_context("/"), pytest.raises(UndefinedError):
        furnished.jinja_env.from_string("{{ config.SECRET_KEY }}").render()


def test_an_icon_that_is_not_there_is_an_error(within):
    with pytest.raises(KeyError, match=r"tools/icons\.txt"):
        icon("unicorn")


def test_icons_that_point_turn_round_with_the_page(within):
    assert 'class="ic flip"' in icon("arrow-right")
    assert 'class="ic"' in icon("clock")
    assert 'aria-hidden="true"' in icon("clock")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ines Okafor", "IO"), ("Madonna", "M"), ("Ana de la Cruz", "AC"), ("", "?"), ("-", "?")],
)
def test_an_avatar_shows_two_letters_at_most(name, letters):
    assert initials(name) == letters


def test_marks_escape_what_they_show(within):
    evil = '"><script>x</script>'
    for drawn in (
        marks.tok(evil, "late"),
        marks.who(evil),
        marks.name(evil, evil, [evil]),
        marks.cell(evil, evil, evil),
        marks.pick(evil, evil),
        marks.band(3, evil),
    ):
        assert "<script" not in drawn
        assert not re.search(r'="[^"]*"><script', drawn)


def test_a_state_always_has_words_beside_its_tone(within):
    for state in marks.DUE:
        assert "<bdi>x</bdi>" in marks.due("x", state)
    for number, words in enumerate(("Unclassified", "Confidential", "Strictly confidential"), 1):
        assert words in marks.cls(number)
        assert f"band-{number}" in marks.band(number)


@pytest.mark.parametrize("page", ["queue", "case"])
def test_stacked_tables_stay_tables_for_those_who_listen(visit, page):
    document = html.fromstring(visit.get(f"/{page}").data)
    for table in document.xpath('//table[contains(@class, "stackable")]'):
        assert table.get("role") == "table"
        assert {r.get("role") for r in table.xpath(".//tr")} == {"row"}
        assert {r.get("role") for r in table.xpath(".//td")} == {"cell"}
        assert {r.get("role") for r in table.xpath("./tbody/tr/th")} == {"rowheader"}
        assert {r.get("role") for r in table.xpath("./thead/tr/th")} == {"columnheader"}
        headed = table.xpath('./tbody/tr/td[not(@class="pick")]')
        assert all(cell.get("data-th") for cell in headed)


def test_data_on_a_case_is_kept_apart_from_the_words_around_it(visit):
    document = html.fromstring(visit.get("/case").data)
    apart = {bdi.text_content() for bdi in document.xpath("//bdi")}
    for value in (
        "CF-2026-00417",
        "Falsified fuel receipts, northern depot",
        "Tomas Elberg",
        "20 Nov 2026, 14:05",
        "USD 6,300",
        "Ravi Menon",
    ):
        assert value in apart


def test_ids_are_unique_and_there_is_one_heading_on_top(visit):
    for path in ("/queue", "/case", "/log", "/pattern", "/sign-in"):
        document = html.fromstring(visit.get(path).data)
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert len(document.xpath("//h1")) == 1, path
