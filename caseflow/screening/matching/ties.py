"""How one word of a name is tied to another: the same, spelt otherwise, sounding alike, a slip."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from caseflow.labels import Labelled, _
from caseflow.screening.matching.names import Name, Written
from caseflow.screening.matching.nicknames import same_in_short
from caseflow.screening.matching.rarity import rarity
from caseflow.screening.matching.readings import Reading, fit, readings
from caseflow.screening.matching.sounds import skeleton, spoken


class Tie(Labelled):
    """What two words have to do with each other, closest first."""

    SAME = "same", _("the same")
    SPELT = "spelt", _("spelt otherwise")
    NICKNAME = "nickname", _("a short form")
    SLIP = "slip", _("one letter apart")
    SOUNDS = "sounds", _("sounds alike")
    NEAR = "near", _("nearly the same")
    READ_SURELY = "read-surely", _("the same in another script")
    READ_WELL = "read-well", _("much the same in another script")
    READ_PERHAPS = "read-perhaps", _("perhaps the same in another script")
    LOOSE = "loose", _("somewhat alike")
    INITIAL = "initial", _("the same initial")


SURELY, WELL, PERHAPS = 0.56, 0.43, 0.3
ALIKE = 0.62
Likened = tuple[Tie, float] | None
"""A tie, and how alike the words are, for choosing among several."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a name with what it is compared by."""

    plain: str
    written: Written | None
    bones: str
    spoken: str
    rarity: float
    said: tuple[Reading, ...] = field(default=())


def words(name: Name) -> tuple[Word, ...]:
    """The words of a name, made ready."""
    written = name.written or (None,) * len(name.words)
    return tuple(word(plain, each) for plain, each in zip(name.words, written, strict=True))


def word(plain: str, written: Written | None = None) -> Word:
    """One word, made ready."""
    return Word(
        plain,
        written,
        skeleton(plain),
        spoken(plain),
        rarity(written.text if written is not None else plain),
        written.said if written is not None else (),
    )


def joined(one: Word, other: Word) -> Word:
    """Two words run together."""
    if one.written is not None and other.written is not None:
        both = Written(
            one.written.text + other.written.text, one.written.script, one.said + other.said
        )
        plain = one.plain + other.plain
        return Word(plain, both, skeleton(plain), plain, one.rarity + other.rarity + 1, both.said)
    return word(one.plain + other.plain)


def tie(one: Word, other: Word) -> Likened:
    """How two words are tied, if at all."""
    if one.written is None and other.written is None:
        return _latin(one, other)
    if one.written is not None and other.written is not None:
        if one.written.script == other.written.script:
            return _same_script(one, other)
        return _read(max(fit(one.said, other.plain), fit(other.said, one.plain)) - 0.1)
    if one.said:
        return _read(fit(one.said, other.plain)) if _may_fit(one, other) else None
    if other.said:
        return _read(fit(other.said, one.plain)) if _may_fit(one, other) else None
    return _vowelless(one, other)


def _latin(one: Word, other: Word) -> Likened:
    a, b = one.plain, other.plain
    if a == b:
        return Tie.SAME, 1.0
    shorter = min(len(a), len(b))
    if shorter == 1:
        return (Tie.INITIAL, 0.5) if a[0] == b[0] else None
    if one.spoken == other.spoken and shorter > 2:
        return Tie.SPELT, 0.95
    return (Tie.NICKNAME, 0.9) if same_in_short(a, b) else _spelling(one, other)


def _spelling(one: Word, other: Word) -> Likened:
    """Two Latin words that are not the same: a slip, another transcription, or less."""
    a, b = one.plain, other.plain
    shorter, longer = sorted((len(a), len(b)))
    steps = OSA.distance(a, b)
    alike = 1 - steps / longer
    bones = one.bones == other.bones
    if steps == 1 and shorter > 2:
        return (Tie.SLIP, 0.9 + 0.05 * bones) if shorter > 3 else (Tie.NEAR, 0.8)
    if longer > 3 and _close(one.bones, other.bones) and _spelt(a, b) >= ALIKE:
        return Tie.SOUNDS, 0.85 + alike / 20
    if alike >= 0.7 or (bones and len(one.bones) > 2 and alike >= 0.5):
        return Tie.NEAR, 0.75 + alike / 20
    begins = shorter > 3 and (a.startswith(b) or b.startswith(a))
    if alike >= 0.6 or begins or (bones and alike >= 0.4 and len(one.bones) > 1):
        return Tie.LOOSE, 0.6 + alike / 20
    return None


def _close(one: str, other: str) -> bool:
    """Whether two skeletons are the same, or a single class apart in a longer one."""
    return one == other or (max(len(one), len(other)) > 2 and OSA.distance(one, other) == 1)


def _spelt(one: str, other: str) -> float:
    return fit(_letters(one), other)


@lru_cache(maxsize=2048)
def _letters(plain: str) -> tuple[Reading, ...]:
    return readings(plain, "LATIN")


def _same_script(one: Word, other: Word) -> Likened:
    """Where both stand in one script the originals decide; sounding alike is a weaker tie."""
    if one.written is None or other.written is None:
        return None
    a, b = one.written.text, other.written.text
    if a == b:
        return Tie.SAME, 1.0
    steps, longer = OSA.distance(a, b), max(len(a), len(b))
    if steps == 1 and longer > 4:
        return Tie.SLIP, 0.9
    if one.plain == other.plain:
        return Tie.SOUNDS, 0.8
    if (steps == 1 and longer > 3) or 1 - steps / longer >= 0.75:
        return Tie.NEAR, 0.75
    return (Tie.LOOSE, 0.6) if longer > 2 and 1 - steps / longer >= 0.6 else None


def _may_fit(one: Word, other: Word) -> bool:
    """A cheap look before the careful one: some consonant classes in the same places."""
    a, b = one.bones, other.bones
    return not a or not b or OSA.distance(a, b) * 2 <= max(len(a), len(b), 2)


def _read(fits: float) -> Likened:
    if fits >= SURELY:
        return Tie.READ_SURELY, 0.8 + fits / 10
    if fits >= WELL:
        return Tie.READ_WELL, 0.7 + fits / 10
    return (Tie.READ_PERHAPS, 0.5 + fits / 10) if fits >= PERHAPS else None


def _vowelless(one: Word, other: Word) -> Likened:
    """Scripts whose readings nobody has learned yet: plain letters, vowels left aside."""
    if one.plain == other.plain and len(one.plain) > 2:
        return Tie.READ_SURELY, 0.85
    if one.bones == other.bones and len(one.bones) > 2:
        return Tie.READ_WELL, 0.75
    return None
