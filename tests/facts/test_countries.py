"""Countries are read however people write them, and what cannot be read is never guessed."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.facts.countries import (
    SEPARATOR,
    country_choices,
    country_name,
    country_names,
    is_country,
    read,
    read_several,
)

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh", "pt", "sw", "hi", "am", "tr", "uk", "ja", "ko")
UNCERTAIN = {"CD", "CG", "KP", "KR", "LV", "LT", "MR", "MU", "NE", "NG"}
"""Countries that some languages call by another one's name."""


def test_countries_are_those_of_the_standard_in_the_readers_language():
    assert len(country_names()) == 249
    assert not {"EU", "UN", "XK", "ZZ", "QO"} & set(country_names())
    assert country_name("CH") == "Switzerland"
    assert country_name("CH", "fr") == "Suisse"
    assert country_name("CH", "zh-CN") == "瑞士"
    assert country_name("XX") == "XX"
    assert dict(country_choices("ar")).keys() == country_names().keys()
    assert is_country("CD")
    assert not is_country("ZZ")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DE", "DE"),
        (" deu ", "DE"),
        ("D<<", "DE"),
        ("Germany", "DE"),
        ("GERMANY", "DE"),
        ("Deutschland", "DE"),
        ("Германия", "DE"),
        ("ألمانيا", "DE"),
        ("德国", "DE"),
        ("Republic of Korea", "KR"),
        ("Korea, Rep.", "KR"),
        ("Korea (Democratic People’s Republic of)", "KP"),
        ("Viet Nam", "VN"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("DR Congo", "CD"),
        ("D.R. Congo", "CD"),
        ("Congo, Dem. Rep.", "CD"),
        ("Congo (Democratic Republic of the)", "CD"),
        ("Congo-Brazzaville", "CG"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("COTE DIVOIRE", "CI"),
        ("Ivory Coast", "CI"),
        ("the Gambia", "GM"),
        ("Gambia, The", "GM"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Iran, Islamic Republic of", "IR"),
        ("Tanzania, United Republic of", "TZ"),
        ("Lao People's Democratic Republic", "LA"),
        ("St. Lucia", "LC"),
        ("Trinidad & Tobago", "TT"),
        ("Virgin Islands (U.S.)", "VI"),
        ("Zaire", "CD"),
        ("Burma", "MM"),
        ("Swaziland", "SZ"),
        ("Turkiye", "TR"),
        ("Türkiye", "TR"),
        ("GDR", "DE"),
        ("Áo", "AT"),
        ("Ao", "AO"),
        ("\u200bKenya\u2060", "KE"),
    ],
)
def test_a_country_is_read_as_it_is_written(written, code):
    assert read(written).code == code


@pytest.mark.parametrize(
    ("written", "possible"),
    [
        ("Yugoslavia", {"BA", "HR", "ME", "MK", "RS", "SI"}),
        ("YUG", {"BA", "HR", "ME", "MK", "RS", "SI"}),
        ("Congo", {"CD", "CG"}),
        ("Korea", {"KP", "KR"}),
        ("Czechoslovakia", {"CZ", "SK"}),
        ("Nga", {"NG", "RU"}),
    ],
)
def test_a_name_of_several_countries_is_none_of_them_and_says_so(written, possible):
    country = read(written)
    assert set(country.possible) == possible
    assert country.code == ""
    assert str(country.reason) == f"“{written}” may be one of several countries"


@pytest.mark.parametrize("written", ["Ruritania", "German", "XX", "Kosovo", "", "--", "x" * 999])
def test_what_is_no_country_is_not_guessed(written):
    assert read(written).possible == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_read_by_its_name_in_a_language(language):
    wrong = {
        name: read(name).possible
        for code, name in country_names(language).items()
        if read(name).code != code and not (code in UNCERTAIN and code in read(name).possible)
    }
    assert wrong == {}


@settings(deadline=None)  # the first text of another language reads the names of all
@given(
    st.sampled_from(sorted(country_names().items())),
    st.sampled_from([str.upper, str.lower, str.title, str.casefold]),
    st.sampled_from(["{}", "The {}", "{} ", " {}.", "({})", "\u200e{}", "la {}"]),
    st.booleans(),
)
def test_case_accents_punctuation_and_articles_do_not_matter(country, case, frame, bare):
    code, name = country
    if bare:
        name = "".join(
            c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)
        )
    assert read(frame.format(case(name))).code == code


@settings(deadline=None)  # the first text of another language reads the names of all
@given(st.text(max_size=150))
def test_any_text_is_read_or_told_and_several_is_never_one(text):
    country = read(text)
    assert (country.reason is None) == (len(country.possible) == 1)
    assert all(map(is_country, read_several(text).codes))


def test_several_nationalities_are_read_each_and_what_is_unread_is_kept():
    both = read_several("Kenya; norway|Kenya | N/A")
    assert (both.codes, both.unread, both.nothing) == (("KE", "NO"), (), ("N/A",))
    assert read_several("Kenya and Norway").codes == ("KE", "NO")
    assert read_several("KE/NO").codes == ("KE", "NO")
    assert read_several("Trinidad and Tobago").codes == ("TT",)
    assert read_several("Korea, Rep.").codes == ("KR",)
    partly = read_several("Germany|Ruritania")
    assert partly.codes == ("DE",)
    assert [each.text for each in partly.unread] == ["Ruritania"]
    assert read_several(partly.kept) == partly
    assert partly.kept == f"DE{SEPARATOR}Ruritania"


def test_namibia_is_no_word_for_nothing():
    assert read_several("NA").codes == ("NA",)
    assert read_several("N/A").codes == ()


def test_names_of_all_languages_are_not_read_before_one_is_needed():
    code = (
        "from caseflow.facts import countries as c; c.read('Germany'); c.read('DEU'); c.read('ke');"
        "print(c._every_name.cache_info().currsize); c.read('Tyskland');"
        "print(c._every_name.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["0", "1"]


@pytest.mark.parametrize(
    "text", ["\u200bDE\u200b", "\ufeffDEU", "D\u00adE", "\u202aNO\u202c", "ＮＯ", "🇩🇪", "🇳🇴"]
)
def test_what_nobody_sees_is_no_part_of_a_code(text):
    assert read(text).code in {"DE", "NO"}


@pytest.mark.parametrize("text", ["stateless", "Apatride", "без гражданства", "XXA"])
def test_whoever_has_no_nationality_has_nothing_unread(text):
    found = read_several(text)
    assert (found.codes, found.unread, found.nothing) == ((), (), (text,))
