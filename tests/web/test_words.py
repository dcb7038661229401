"""Sentences, dates and numbers in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum

import pytest

from caseflow.labels import Labelled, Text, _, ngettext
from caseflow.web.words import (
    bdi,
    day,
    in_language,
    moment,
    month,
    number,
    ref,
    say,
    sentence,
    short_day,
    zone_note,
)


class Fruit(Labelled):
    FIG = "fig", _("Clear all")


@pytest.fixture
def arabic(furnished):
    with furnished.test_request_context("/queue?lang=ar"):
        yield


def test_english_says_a_sentence_with_its_parameters(within):
    assert say(_("The date needs a day")) == "The date needs a day"
    assert say(_("%(day)s has not come yet", day=date(2026, 11, 23))) == (
        "23 Nov 2026 has not come yet"
    )


def test_another_language_says_sentence_parameters_and_labels(arabic):
    text = _(
        "The day cannot be %(day)s: %(month)s has %(last)s days",
        day=31,
        month=_("November"),
        last=30,
    )
    said = say(text)
    assert "31" in said
    assert "30" in said
    assert not any(c.isascii() and c.isalpha() for c in said)
    assert say(Fruit.FIG) == say(_("Clear all")) != "Clear all"


def test_words_that_depend_on_a_number_are_said_in_their_form(within):
    assert say(ngettext("%(count)s day", "%(count)s days", 1)) == "1 day"
    assert say(ngettext("%(count)s day", "%(count)s days", 3)) == "3 days"


def test_a_faulty_translation_falls_back_to_english(within, monkeypatch):
    class Faulty:
        def ugettext(self, _msgid):
            return "%(wrong)s"

    monkeypatch.setattr("flask_babel.get_translations", Faulty)
    assert say(_("Tick “%(label)s”", label="x")) == "Tick “x”"


def test_dates_are_written_as_people_write_them(within):
    when = datetime(2026, 12, 18, 13, 5, tzinfo=UTC)
    assert day(date(2026, 11, 23)) == "23 Nov 2026"
    assert day(date(2026, 9, 1)) == "1 Sep 2026"
    assert moment(when) == "18 Dec 2026, 14:05"
    assert short_day(date(2026, 9, 17)) == "17 Sep"
    assert month(date(2026, 8, 1)) == "Aug 2026"
    assert day(None) == moment(None) == ""
    assert number(1204331) == "1,204,331"
    assert zone_note() in {"Times are Zurich time (UTC+1)", "Times are Zurich time (UTC+2)"}


def test_arabic_dates_hold_no_invisible_marks(arabic):
    said = moment(datetime(2026, 12, 18, 13, 5, tzinfo=UTC)) + number(-12345)
    assert "ديسمبر" in said
    assert not set(said) & {"\u200e", "\u200f", "\u061c"}


def test_a_moment_just_after_midnight_has_the_date_of_the_reader(within):
    assert day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "24 Nov 2026"


def test_data_is_escaped_and_kept_apart(within):
    assert bdi("<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert ref("CF-1 & 2") == '<bdi class="ref">CF-1 &amp; 2</bdi>'
    assert bdi(ref("CF-1")) == '<bdi><bdi class="ref">CF-1</bdi></bdi>'


def test_a_template_sentence_escapes_its_parameters_but_not_itself(within):
    assert sentence("%(n)s %% of <b>all</b>", n="<i>") == "&lt;i&gt; % of <b>all</b>"


def test_another_language_can_be_spoken_for_a_while(within):
    before = sentence("Clear all")
    with in_language("ar"):
        assert sentence("Clear all") == say(_("Clear all")) != before
    assert sentence("Clear all") == before


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"Accept-Language": "ar"}, "ar"),
        ({"Accept-Language": "fr, ar;q=0.5"}, "ar"),
        ({"Accept-Language": "de"}, "en"),
        ({"Accept-Language": "\x80;;q=x"}, "en"),
    ],
)
def test_the_browser_is_asked_for_a_language_that_is_offered(visit, headers, wanted):
    assert f'<html lang="{wanted}"' in visit.get("/pattern", headers=headers).text


def test_a_chosen_language_holds_for_the_next_pages(visit):
    assert '<html lang="ar" dir="rtl"' in visit.get("/pattern?lang=ar").text
    assert '<html lang="ar"' in visit.get("/pattern").text
    assert '<html lang="ar"' in visit.get("/pattern?lang=xx").text


def test_only_languages_with_a_compiled_catalogue_are_offered(visit):
    door = visit.get("/sign-in").text
    assert "العربية" in door
    assert "Français" not in door


def test_a_label_printed_by_a_template_is_said(arabic, furnished):
    template = furnished.jinja_env.from_string("{{ fruit }} {{ text }} {{ fruit.value }}")
    said = template.render(fruit=Fruit.FIG, text=_("Clear all"))
    assert said == f"{say(Fruit.FIG)} {say(Fruit.FIG)} fig"


def test_a_text_is_still_its_english_sentence():
    assert isinstance(_("Day"), Text)
    assert not isinstance(_("Day"), Enum)
    assert _("Day") == "Day"
