"""Which writings are one name, which names differ by letters, and which are of different people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.cases.names.user_directory import Directory
from caseflow.names import index_keys
from caseflow.names.likeness import NameLikeness, likeness
from tests.names.writings import ALIKE, OTHER, SAME

WRITINGS = [(name, writing) for name, others in SAME.items() for writing in others]


def found(one: str, other: str) -> bool:
    """Whether the second name is found by what the first one leaves in an index."""
    left = index_keys.traces_left(one) | {f"w:{word}" for word in index_keys.word_spellings(one)}
    return not left.isdisjoint(index_keys.traces_to_seek(other))


def found_by_letters(one: str, other: str) -> bool:
    """Whether the second name is found by a word of the first, and another one letter apart."""
    words = index_keys.word_spellings(one) & index_keys.word_spellings(other)
    left = index_keys.traces_left(one)
    return bool(words) and not left.isdisjoint(index_keys.traces_one_letter_apart(other))


@pytest.mark.parametrize(("name", "writing"), WRITINGS)
def test_the_same_words_are_the_same_name_however_they_are_written(name, writing):
    assert likeness(name, writing) is likeness(writing, name) is NameLikeness.SAME
    assert found(writing, name)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_words_whose_letters_differ_are_alike_and_not_the_same(one, other):
    assert likeness(one, other) is likeness(other, one) is NameLikeness.ALIKE
    for left, sought in ((one, other), (other, one)):
        assert found(left, sought) or found_by_letters(left, sought)
        assert Directory((left,)).called(sought) == [(left, NameLikeness.ALIKE)]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_a_shared_surname_is_not_the_same_name(one, other):
    assert likeness(one, other) is likeness(other, one) is NameLikeness.OTHER


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_text_breaks_the_reader_and_the_order_of_two_names_does_not_matter(one, other):
    assert likeness(one, other) is likeness(other, one)
    index_keys.traces_left(one)
    index_keys.traces_to_seek(other)


WORDS = st.lists(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüéñłđ", min_size=3, max_size=8),
    min_size=2,
    max_size=4,
    unique=True,
)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_words_of_a_name_in_any_order_and_case_are_the_same_name(words, random):
    name = " ".join(words)
    shuffled = random.sample(words, len(words))
    for writing in (" ".join(shuffled), ", ".join(shuffled).upper(), "-".join(shuffled).title()):
        assert likeness(name, writing) is NameLikeness.SAME
        assert found(name, writing)
