"""Forms: right for those who listen, a sentence for everything wrong, nothing typed is lost."""

from __future__ import annotations

import io
import re
from urllib.parse import urlencode

import pytest
from lxml import html
from werkzeug.test import encode_multipart

from caseflow.errors import NotReady
from caseflow.labels import _
from tests.web.furniture_app import Conduct, Kept, LogForm

GOOD = {
    "title": "Falsified fuel receipts",
    "happened-precision": "exact",
    "happened-first-day": "19",
    "happened-first-month": "August",
    "happened-first-year": "2026",
    "account": "Receipts 114 to 131\r\nwere never issued.",
    "entity": "1",
    "told-day": "1",
    "told-month": "9",
    "told-year": "2020",
    "kept": "confidential",
}


def send(visit, **changes):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visit.get("/log").text)[1]
    data = {k: v for k, v in (GOOD | changes).items() if v is not None}
    return visit.post("/log", data=data | {"csrf_token": token}, content_type="multipart/form-data")


def posted(visit, kind, data):
    """Send a large form; its bytes are made here, as the client would leave a file open."""
    if kind == "multipart/form-data":
        boundary, body = encode_multipart(data)
        return visit.post("/log", data=body, content_type=f"{kind}; boundary={boundary}")
    return visit.post("/log", data=urlencode(data).encode(), content_type=kind)


def field_of(answer, name):
    """The field's control and the surrounding group, as the page shows them."""
    page = html.fromstring(answer.data)
    control = page.xpath(f'//*[@id="{name}"]')[0]
    return control, control.xpath('ancestor-or-self::*[contains(@class, "field")][1]')[0]


def error_at(answer, name):
    _control, field = field_of(answer, name)
    found = field.xpath('.//p[@class="field-error"]')
    return found[0].text_content() if found else None


def test_a_good_form_is_understood(visit):
    answer = send(visit, loss="6'300")
    saved = html.fromstring(answer.data).get_element_by_id("saved").text
    assert saved == "Falsified fuel receipts|2026-08-19|2020-09-01|6300|confidential"


def test_label_hint_and_error_are_tied_to_the_control(visit):
    answer = send(visit, title="")
    control, field = field_of(answer, "title")
    page = html.fromstring(answer.data)
    assert field.xpath('.//label[@for="title"]')[0].text == "Short title"
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-required") == "true"
    described = control.get("aria-describedby").split()
    assert described == ["title-hint", "title-error"]
    assert "No names" in page.get_element_by_id("title-hint").text_content()
    assert "Fill in “Short title”" in page.get_element_by_id("title-error").text_content()
    order = [e.get("id") or e.tag for e in field.iter() if e.get("id") or e.tag == "label"]
    assert order == ["label", "title-hint", "title-error", "title"]


def test_a_good_field_claims_no_error(visit):
    control, field = field_of(visit.get("/log"), "title")
    assert control.get("aria-invalid") is None
    assert control.get("aria-describedby") == "title-hint"
    assert "bad" not in field.get("class").split()
    for bubble in ("required", "maxlength", "minlength"):
        assert control.get(bubble) is None


def test_choices_are_a_group_with_a_legend(visit):
    answer = send(visit, kept=None)
    control, field = field_of(answer, "kept-0")
    assert field.tag == "fieldset"
    assert field.get("role") == "radiogroup"
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "kept-error"
    assert field.xpath("./legend")[0].text.strip() == "Classification"
    assert error_at(answer, "kept-0") == "Choose a classification"
    assert control.get("value") == Kept.UNCLASSIFIED.value


def test_the_summary_comes_first_takes_focus_and_leads_to_each_field(visit):
    answer = send(visit, title="", kept=None, **{"told-day": "31", "told-month": "4"})
    page = html.fromstring(answer.data)
    summary = page.xpath("//*[@data-errors]")[0]
    assert summary.get("tabindex") == "-1"
    assert summary.get("autofocus") is not None
    assert "3 answers need you" in summary.text_content()
    targets = [a.get("href")[1:] for a in summary.xpath(".//a")]
    assert targets == ["title", "told-day", "kept-0"]
    assert all(page.xpath(f'//*[@id="{t}"]') for t in targets)
    assert page.findtext(".//title").startswith("Error:")
    assert answer.text.index("data-errors") < answer.text.index('for="title"')


def test_only_the_box_at_fault_is_marked(visit):
    answer = send(visit, **{"told-day": "31", "told-month": "November", "told-year": "2020"})
    assert error_at(answer, "told-day") == "The day cannot be 31: November has 30 days"
    assert field_of(answer, "told-day")[0].get("aria-invalid") == "true"
    assert field_of(answer, "told-month")[0].get("aria-invalid") is None
    assert field_of(answer, "told-month")[0].get("value") == "November"


def test_a_day_that_has_not_come_is_refused_where_it_cannot_be(visit):
    answer = send(visit, **{"told-year": "2150"})
    assert "has not come yet" in error_at(answer, "told-day")


NO_DAY = dict.fromkeys(("happened-first-day", "happened-first-month", "happened-first-year"), "")


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({"happened-precision": None}, "happened-precision-0", "Say how sure the date is"),
        ({"happened-precision": "never"}, "happened-precision-0", "Say how sure the date is"),
        (
            {
                "happened-precision": "between",
                "happened-last-day": "1",
                "happened-last-month": "8",
                "happened-last-year": "2026",
            },
            "happened-last-day",
            "The second day lies before the first",
        ),
        ({"happened-precision": "between"}, "happened-last-day", "The date needs a day"),
        (
            {"happened-precision": "unknown"},
            "happened-first-day",
            "You said that the date is not known: take it out here, or say more above",
        ),
        *(
            (
                {"happened-precision": precision, "happened-last-year": "2026", **more},
                "happened-last-day",
                "Take this day out, or choose “Between two days” above",
            )
            for precision, more in (("exact", {}), ("about", {}), ("unknown", NO_DAY))
        ),
    ],
)
def test_an_uncertain_date_says_what_is_missing(visit, sent, at, sentence):
    assert error_at(send(visit, **sent), at) == sentence


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"happened-precision": "about", "happened-first-day": ""}, "2026-08-01"),
        ({"happened-precision": "unknown", **NO_DAY}, "None"),
    ],
)
def test_an_uncertain_date_is_kept_as_it_is_known(visit, sent, said):
    page = html.fromstring(send(visit, **sent).data)
    assert page.get_element_by_id("saved").text.split("|")[1] == said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("before\x00after", "There is a character here that cannot be kept (U+0000, place 7)"),
        ("bell\x07", "(U+0007, place 5)"),
        ("escape\x9b", "(U+009B, place 7)"),
        ("end\uffff", "(U+FFFF, place 4)"),
        ("Ali \u202egninnuc", "(U+202E, place 5)"),
        ("Za" + "\u0301" * 40 + "lgo", "too many accents on one letter (place 15)"),
    ],
)
def test_a_character_that_cannot_be_kept_is_named_at_its_field(visit, text, sentence):
    answer = send(visit, account=text)
    assert answer.status_code == 200
    assert sentence in error_at(answer, "account")
    assert "saved" not in answer.text


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("–", False), ("…?!", False), ("🙂", False), ("5", True), ("不明", True), ("نعم", True)],
)
def test_signs_alone_answer_no_long_question_that_needs_an_answer(visit, typed, taken):
    answer = send(visit, account=typed)
    assert ("saved" in answer.text) is taken
    if not taken:
        assert error_at(answer, "account") == "Say what happened, in at least one sentence"


@pytest.mark.parametrize(
    "unseen",
    ["\u200b\u200d\u2060", "\u2800", "\u3164", "\u115f\u1160", "\uffa0", "\u0301", "\u00a0\u2003"],
)
def test_what_nobody_sees_answers_nothing(visit, unseen):
    answer = send(visit, title=unseen)
    assert "Fill in “Short title”" in error_at(answer, "title")
    assert "saved" not in answer.text


@pytest.mark.parametrize("seen", ["?", "5", "ক", "王", "🙂", "e\u0301", "\u200bx"])
def test_what_somebody_sees_is_an_answer(visit, seen):
    assert 'id="saved"' in send(visit, title=seen).text


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one_in_long_text_and_a_space_in_a_line(end):
    from caseflow.web.texts import fault_in, tidy

    assert fault_in(f"one{end}two", longest=99) is None
    assert tidy(f"one{end}two", lines=True) == "one\ntwo"
    assert tidy(f"one{end}two", lines=False) == "one two"


def test_all_that_cannot_be_kept_is_taken_out_by_one_button(visit):
    typed = {"account": "\x07one\x1b two" * 30, "title": "Fuel\u202e receipts"}
    answer = send(visit, **typed)
    assert "There are 60 characters here that cannot be kept" in error_at(answer, "account")
    (button,) = html.fromstring(answer.data).xpath('//form//button[@name="take_out"]')
    control, _field = field_of(answer, "account")
    assert control.text.lstrip("\r\n") == typed["account"]  # nothing typed is lost
    again = send(visit, **typed, take_out=button.get("value"))
    assert html.fromstring(again.data).get_element_by_id("saved").text.startswith("Fuel receipts|")


def test_a_form_without_such_a_character_offers_no_such_button(visit):
    answer = send(visit, title="")
    assert 'name="take_out"' not in answer.text


def test_a_lone_surrogate_is_refused_and_the_page_can_still_be_sent(furnished):
    from werkzeug.datastructures import MultiDict

    with furnished.test_request_context("/log"):
        form = LogForm(formdata=MultiDict(GOOD | {"title": "a\ud800"}), meta={"csrf": False})
        form.entity.offer([("1", "x")])
        assert not form.validate()
        assert "U+D800" in form.title.errors[0]
        str(form.title()).encode()


@pytest.mark.parametrize(
    "body", [b"title=%ED%A0%80", b"title=\xff\xfe", b"\x00\x01", b"%", b"=&=&"]
)
def test_bodies_in_other_encodings_never_break_a_page(visit, body):
    answer = visit.post("/log", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_ten_megabytes_get_a_sentence_at_their_field_and_stay_typed(visit, kind):
    huge = "fuel " * 2_000_000
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visit.get("/log").text)[1]
    answer = posted(visit, kind, GOOD | {"account": huge, "csrf_token": token})
    assert answer.status_code == 200
    assert "This has 10,000,000 characters, and 20,000 fit here" in answer.text
    assert huge in answer.text


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_more_than_any_form_needs_is_told_so(visit, kind):
    answer = posted(visit, kind, {"account": "x" * 17_000_000})
    assert answer.status_code == 413
    assert "Too much at once" in answer.text
    assert "at most" in answer.text.casefold()


def test_what_was_typed_stays_in_every_field(visit):
    answer = send(visit, title="", loss="many", **{"told-month": "Brumaire"})
    page = answer.text
    for typed in ("Receipts 114 to 131", 'value="many"', 'value="Brumaire"', 'value="19"'):
        assert typed in page
    assert 'value="1" selected' in page
    assert re.search(r'id="kept-1"[^>]*checked', page)


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        ("many", "Write a whole number, such as 12"),
        ("1.5", "Write a whole number, such as 12"),
        ("-1", "The number must lie between 0 and 1,000,000"),
        ("99999999999999999999", "The number must lie between"),
        ("9" * 5000, "Write a whole number"),
        ("١٢", None),
        ("", None),
    ],
)
def test_numbers_are_read_or_refused_with_a_sentence(visit, loss, sentence):
    found = error_at(send(visit, loss=loss), "loss")
    assert (sentence in found) if sentence else found is None


@pytest.mark.parametrize(
    ("name", "at"), [("kept", "kept-0"), ("entity", "entity"), ("kinds", "kinds-0")]
)
def test_an_answer_that_was_not_offered_is_refused(visit, name, at):
    answer = send(visit, **{name: "made-up"})
    assert error_at(answer, at) == "Choose one of the answers that are offered"


def test_text_is_tidied_without_changing_what_it_says(furnished):
    from werkzeug.datastructures import MultiDict

    sent = MultiDict(GOOD | {"title": "  Cafe\u0301   du  Nord ", "account": " a \r\n b\tc "})
    sent.setlist("kinds", ["misuse", "fraud"])
    with furnished.test_request_context("/log"):
        form = LogForm(formdata=sent, meta={"csrf": False})
        assert form.title.data == "Café du Nord"
        assert form.account.data == "a \n b\tc"
        assert form.kinds.data == [Conduct.FRAUD, Conduct.MISUSE]


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("paper.exe", 10, "The name of the file must end in .pdf"),
        ("paper.pdf", 3000, "MB are allowed"),
        ("paper.pdf", 10, None),
    ],
)
def test_a_file_is_checked_for_name_and_size(visit, name, size, sentence):
    found = error_at(send(visit, paper=(io.BytesIO(b"x" * size), name)), "paper")
    assert (sentence in found) if sentence else found is None


def test_a_refusal_by_a_verb_stands_at_its_field_or_over_the_form(furnished):
    with furnished.test_request_context("/log"):
        form = LogForm(meta={"csrf": False})
        form.refuse(NotReady(_("Say more."), field="title"))
        form.refuse(NotReady(_("The case was closed meanwhile.")))
        assert [(p.target, p.sentence) for p in form.problems()] == [
            ("", "The case was closed meanwhile."),
            ("title", "Say more."),
        ]


def test_a_known_thing_fills_the_form(furnished):
    from datetime import date

    with furnished.test_request_context("/log"):
        form = LogForm(data={"told": date(2026, 9, 1), "kept": Kept.STRICT, "title": "x"})
        assert form.told.boxes.typed.year == "2026"
        assert [o.value for o in form.kept.options if form.kept.chosen(o)] == [Kept.STRICT.value]
        assert 'value="x"' in form.title()
