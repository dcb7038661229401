"""A guess at the encoding of text that is not UTF-8, which somebody has to look at."""

from __future__ import annotations

import re
import unicodedata

_HIGH = re.compile(rb"[\x80-\xff]+")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]+")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = ("cp1252", "cp1250", "cp1254")
_CYRILLIC = ("cp1251", "koi8_r")
# Guessing freely turns a few letters into Baltic or Macintosh ones; these are what office machines
# really wrote.
_OTHERS = (
    *("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)
_ORDINALS = "ªº"
_SURE = 0.9


def guess(sample: bytes) -> str:
    """The encoding that the lines of a sample are most likely written in.

    Accents that stand alone, or few, among plain letters are Western European (cp1252) where that
    gives words, and Central European (cp1250) only where it does not.
    """
    runs = [len(run) for run in _HIGH.findall(sample)]
    if sum(length for length in runs if length > 1) <= sum(runs) / 2 or _is_mixed(sample):
        return next((name for name in _LATIN if _gives_words(sample, name)), _LATIN[0])
    found = next((name for name in _CYRILLIC if _gives_cyrillic(sample, name)), None)
    return found or _by_frequency(sample)


def _is_mixed(sample: bytes) -> bool:
    """Whether the words that are not plain are plain for half of their letters, as “Müßig”."""
    words = [word for word in _LETTERS.findall(sample) if _HIGH.search(word)]
    return sum(map(len, _HIGH.findall(b" ".join(words)))) * 2 <= sum(map(len, words))


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _gives_words(sample: bytes, encoding: str) -> bool:
    """Whether no sign, such as ³ or £, stands within a word."""
    text = _decoded(sample, encoding)
    if text is None:
        return False
    for place, sign in enumerate(text):
        if sign < "\x80" or (sign.isalpha() and sign not in _ORDINALS):
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        inside = after.isalpha() and unicodedata.category(sign)[0] in "SNL"
        if inside or (before.isalpha() and unicodedata.category(sign)[0] == "N"):
            return False
    return True


def _gives_cyrillic(sample: bytes, encoding: str) -> bool:
    """Whether nearly all words beyond ASCII are Cyrillic, with capitals where names have them."""
    text = _decoded(sample, encoding)
    if text is None:
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = [w for w in words if _is_cyrillic(w) and (w[1:].islower() or w.isupper() or not w[1:])]
    capital = sum(word[0].isupper() and word[1:].islower() for word in good)
    signs = sum(not (c.isascii() or c.isalpha()) for c in text)
    return bool(capital) and len(good) >= _SURE * len(words) and signs <= len(words)


def _is_cyrillic(word: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("CYRILLIC") for letter in word)


def _by_frequency(sample: bytes) -> str:
    # Loaded late: a clean file never needs it, and its tables are large.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_OTHERS)).best()
    return best.encoding if best else _LATIN[0]
