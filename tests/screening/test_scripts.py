"""Names are read in the script they are written in, and told apart where they only sound alike."""

from __future__ import annotations

import pytest

from caseflow.facts.dates import Span
from caseflow.names import reader, readings
from caseflow.screening.matching import keys
from caseflow.screening.matching.chinese import other_spellings
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import About, Band, Comparer, compare, told
from caseflow.screening.matching.ties import FORM, Tie, Word, by_letters, tie, words
from caseflow.screening.queries.thresholds import InForce
from caseflow.screening.services.screening_lists import Asked, screen
from tests.support.house import TODAY

BORN = (Span.of(1984, 7, 4),)


def score(one: str, other: str, **facts) -> float:
    return compare(Person((one,), **facts), Person((other,), **facts)).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("マイケル・ジョンソン", "Michael Johnson"),
        ("玛格丽特·希尔达·罗伯茨", "Margaret Hilda Roberts"),
        ("Όλγα Παπαδοπούλου", "Olga Papadopoulou"),
        ("ג'ון סמית", "John Smith"),
        ("로버트 드 니로", "Robert De Niro"),
        ("გიორგი ბერიძე", "Giorgi Beridze"),
        ("Հովհաննես Թումանյան", "Hovhannes Tumanyan"),
        ("राजेश कुमार", "Rajesh Kumar"),
        ("Дмитро Шевченко", "Dmytro Shevchenko"),
        ("عبد الرحمن الفريدي", "Abdulrahman Al-Faridi"),
        ("Tschernyschewski, Nikolai", "Nikolay Chernyshevsky"),
        ("William Parker", "Bill Parker"),
        ("Nur al-Din Hassan", "Nuruddin Hassan"),
        ("يوحنا حداد", "John Haddad"),
        ("Иосиф Новак", "Joseph Novak"),
    ],
)
def test_a_name_is_found_in_another_script_or_spelling(one, other):
    assert score(one, other, births=BORN) > score(one, "Thomas Bergqvist", births=BORN)
    assert compare(Person((one,), BORN), Person((other,), BORN)).band is not Band.CLEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [("joseph", "يوسف"), ("jacob", "Иаков"), ("paul", "Павел"), ("theodor", "fedor")],
)
def test_what_a_name_is_called_elsewhere_is_known_and_looked_for(one, other):
    """No reading and no likeness of letters ties these surely."""
    name = reader.read(other)
    (word,) = words(name)
    surely = by_letters(Word(one), word)
    assert surely is None or surely[1] < FORM
    assert tie(Word(one), word) == tie(word, Word(one)) == (Tie.FORM, FORM)
    assert word.text in keys.sought(Person((one,)))[keys.NAME]
    assert one in keys.sought(Person((other,)))[keys.NAME]


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("xi", "hsi"),
        ("jinping", "chinping"),
        ("zhou", "chou"),
        ("zedong", "tsetung"),
        ("xiaoping", "hsiaoping"),
        ("jiang", "chiang"),
        ("qian", "chien"),
        ("xie", "hsieh"),
        ("cai", "tsai"),
        ("guo", "kuo"),
        ("ren", "jen"),
        ("si", "szu"),
        ("shi", "shih"),
        ("xue", "hsueh"),
    ],
)
def test_a_chinese_name_is_known_as_it_was_spelt_before_pinyin(newer, older):
    assert older in other_spellings(newer)
    assert newer in other_spellings(older)
    assert not {newer, older} & (other_spellings(newer) & other_spellings(older))


def test_what_pinyin_writes_as_one_word_is_looked_for_where_it_was_written_as_two():
    assert "jinping" in keys.sought(Person(("Hsi Chin-ping",)))[keys.NAME]


@pytest.mark.parametrize("word", ["maria", "elena", "daniel", "mohamed", "", "x" * 300, "ana" * 90])
def test_what_is_no_chinese_word_has_no_older_spelling(word):
    assert not other_spellings(word)


@pytest.mark.parametrize(
    ("one", "other", "tied"),
    [
        ("Xi Jinping", "Hsi Chin-ping", Tie.FORM),
        ("Mao Tse-tung", "Mao Zedong", Tie.FORM),
        ("Mamadou Diallo", "Mohammed Diallo", Tie.NICKNAME),
        ("Abdoulaye Wade", "Abdullah Wade", Tie.NICKNAME),
        ("Yohannes Girma", "John Girma", Tie.NICKNAME),
        ("Yi Myong-bak", "Lee Myung-bak", Tie.NICKNAME),
    ],
)
def test_a_name_has_forms_in_other_languages(one, other, tied):
    for asked, listed in ((one, other), (other, one)):
        likeness = compare(Person((asked,), BORN), Person((listed,), BORN))
        assert likeness.band is not Band.CLEAR
        assert tied in {pair.tie for pair in likeness.named.aligned.pairs}
        assert not likeness.named.aligned.asked_left


def test_the_same_letters_say_more_than_another_form_does():
    """James is a form of Jacob; Jakob is Jacob, a letter apart."""
    assert tie(Word("jacob"), Word("jacob"))[0] is Tie.SAME
    assert tie(Word("jacob"), Word("jakob"))[0] is Tie.SLIP
    assert tie(Word("jacob"), Word("james"))[0] is Tie.FORM
    assert tie(Word("jacob"), Word("peter")) is None


def test_where_both_stand_in_one_script_the_originals_decide():
    """Two Chinese names that sound alike in Latin letters are two names."""
    assert score("习近平", "习近平") > score("习近平", "习近苹")
    same, alike = Word(*first("伟")), Word(*first("玮"))
    assert tie(same, same) == (Tie.SAME, 1.0)
    assert tie(same, alike)[0] is not Tie.SAME


def first(text: str):
    name = reader.read(text)
    return name.words[0], name.written[0]


def test_a_generic_word_never_counts_as_a_whole_name():
    assert score("Mohammed", "Mohammed Amin Al-Sayed") < 0.5
    assert score("Al", "Al-Sayed Mohammed") < 0.5


def test_a_rare_word_says_more_than_a_common_one():
    assert score("Thibault Zwielich", "Thibault Zwielich") > score("John Smith", "John Smith")


def test_what_is_left_out_costs_less_than_what_differs():
    whole = ("Elena Sofia Duarte",)
    left_out = Comparer(Person(("Elena Duarte",))).compare(Person(whole)).score
    differs = Comparer(Person(("Elena Sofia Marques",))).compare(Person(whole)).score
    assert left_out > differs


def test_what_is_missing_is_never_equal():
    known = {e.about for e in compare(Person(("A B",)), Person(("A B",))).evidence}
    assert known == {About.NAME}
    assert score("𐤀𐤁𐤂", "𐤃𐤄𐤅") < 0.15


def test_why_is_told_for_each_word():
    likeness = compare(Person(("DUARTE, Yelena",), BORN), Person(("DUARTE, Elena",), BORN))
    name = next(e for e in likeness.evidence if e.about is About.NAME)
    words = [str(each) for each in told(name.codes())]
    assert "Family name: the same" in words
    assert any(each.startswith("Other name: ") for each in words)


def test_every_script_has_readings_and_none_is_empty():
    for script in ("ARABIC", "HEBREW", "CYRILLIC", "HANGUL", "KATAKANA", "CJK", "GREEK", "LATIN"):
        table = readings.table(script)
        assert len(table) > 20, script
        assert all(reading.letters for reading in table.values())
    assert readings.table("RUNIC") == {}


@pytest.mark.parametrize("born", ["1984-07-42", "1984-13-01", "2050-01-01", "30866", "x"])
def test_an_impossible_date_never_makes_a_candidate_clear(office, born):
    ref = office.published("Elena Duarte")
    holds = InForce(0, 0.2, 0.9)
    with office.house.system() as session:
        lines = [
            screen(session, "q", {"name": name, "date_of_birth": born}, **how, holds=holds)
            for name in ("Elena Duarte", "Nobody Atall")
            for how in [{"asked": Asked(3), "today": TODAY}]
        ]
    assert [line.ref for line in lines[0]] == [ref]
    assert all(line.band != "clear" for several in lines for line in several)
