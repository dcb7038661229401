"""Slips of one letter: what fingers, eyes and ears make of a word.

Not every letter is tried in every place: whoever mistypes hits a key beside the right one, and
whoever mishears or misreads takes a letter for one like it. What else goes wrong is found by the
sound of the word.
"""

from __future__ import annotations

from string import ascii_lowercase

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ALIKE = ("aeiouy", "bpfvw", "cgkqxsz", "td", "lr", "mn", "hj", "uvw", "ij", "yz", "aq", "wz")
"""Letters taken for one another: they sound or look alike, or stand in each other's place on the
keyboards of other languages."""
OFTEN_LEFT_OUT = "aeiouhlmnrst"


def _beside(letter: str) -> set[str]:
    """The letters around one on a keyboard."""
    row, place = next((y, keys.index(letter)) for y, keys in enumerate(KEYBOARD) if letter in keys)
    rows = KEYBOARD[max(0, row - 1) : row + 2]
    return {key for keys in rows for key in keys[max(0, place - 1) : place + 2]} - {letter}


_TAKEN_FOR = {
    letter: sorted(_beside(letter).union(*(a for a in ALIKE if letter in a)) - {letter})
    for letter in ascii_lowercase
}


def slips(word: str) -> list[str]:
    """Spellings one slip away: a letter too many, left out, taken for another, or two swapped."""
    found = [word + letter for letter in OFTEN_LEFT_OUT]
    for place, own in enumerate(word):
        head, tail = word[:place], word[place + 1 :]
        found.append(head + tail)
        found += [head + letter + tail for letter in _TAKEN_FOR.get(own, ())]
        found += [head + letter + own + tail for letter in OFTEN_LEFT_OUT]
        found.append(head + own + own + tail)
        if tail:
            found.append(head + tail[0] + own + tail[1:])
    return found
