"""How one word of a name is tied to another: the same, spelt otherwise, sounding alike, a slip."""

from __future__ import annotations

from functools import cached_property

from rapidfuzz.distance import OSA

from caseflow.labels import Labelled, _
from caseflow.names.reader import Name, Written
from caseflow.names.readings import Reading, fit, readings
from caseflow.names.sounds import skeleton, spoken
from caseflow.screening.matching.forms import other_forms, short_forms
from caseflow.screening.matching.rarity import rarity


class Tie(Labelled):
    """What two words have to do with each other, closest first."""

    SAME = "same", _("the same")
    SPELT = "spelt", _("spelt otherwise")
    NICKNAME = "nickname", _("another form of the name")
    SLIP = "slip", _("one letter apart")
    FORM = "form", _("the same name in another language")
    SOUNDS = "sounds", _("sounds alike")
    NEAR = "near", _("nearly the same")
    READ_SURELY = "read-surely", _("the same in another script")
    READ_WELL = "read-well", _("much the same in another script")
    READ_PERHAPS = "read-perhaps", _("perhaps the same in another script")
    LOOSE = "loose", _("somewhat alike")
    INITIAL = "initial", _("the same initial")


SURELY, WELL, PERHAPS = 0.56, 0.43, 0.3
ALIKE = 0.62
NICKNAME, FORM = 0.9, 0.86
"""How alike two forms of a name are; what letters say more surely stands."""
MOST_STEPS = 0.67
"""Words that differ in more of their letters have nothing to do with each other."""
Likened = tuple[Tie, float] | None
"""A tie, and how alike the words are, for choosing among several."""


class Word:
    """A word of a name with what it is compared by, worked out when it is first asked for."""

    def __init__(self, plain: str, written: Written | None = None) -> None:
        self.plain = plain
        self.written = written
        self.said: tuple[Reading, ...] = written.said if written is not None else ()
        self.text = written.text if written is not None else plain

    @cached_property
    def bones(self) -> str:
        """Its consonant skeleton."""
        return skeleton(self.plain)

    @cached_property
    def spoken(self) -> str:
        """It with all vowels alike."""
        return spoken(self.plain)

    @cached_property
    def forms(self) -> frozenset[str]:
        """What else the name is called in other languages and scripts."""
        return other_forms(self.text)

    @cached_property
    def letters(self) -> tuple[Reading, ...]:
        """What its Latin letters may be read as."""
        return readings(self.plain, "LATIN")

    @cached_property
    def rarity(self) -> float:
        """How rare it is."""
        return rarity(self.text)


class JoinedWord(Word):
    """Two words of another script run together: as rare as both, and rarer for standing so."""

    def __init__(self, one: Word, other: Word, written: Written) -> None:
        super().__init__(one.plain + other.plain, written)
        self.rarity = one.rarity + other.rarity + 1


def words(name: Name) -> tuple[Word, ...]:
    """The words of a name, made ready."""
    return tuple(Word(plain, each) for plain, each in name.parts())


def joined(one: Word, other: Word) -> Word:
    """Two words run together."""
    if one.written is not None and other.written is not None:
        both = Written(
            one.written.text + other.written.text, one.written.script, one.said + other.said
        )
        return JoinedWord(one, other, both)
    return Word(one.plain + other.plain)


def tie(one: Word, other: Word) -> Likened:
    """How two words are tied, if at all."""
    found = by_letters(one, other)
    if (found is None or found[1] < FORM) and other.text in one.forms:
        return Tie.FORM, FORM
    return found


def by_letters(one: Word, other: Word) -> Likened:
    """How two words are tied by what they are written and read as."""
    if one.written is None and other.written is None:
        return _latin(one, other)
    if one.written is not None and other.written is not None:
        if one.written.script == other.written.script:
            return _same_script(one, other)
        fits = (fit(a.said, b.plain, PERHAPS) for a, b in ((one, other), (other, one)))
        return _read(max(fits) - 0.1)
    if one.said:
        return _read(fit(one.said, other.plain, PERHAPS)) if _may_fit(one, other) else None
    if other.said:
        return _read(fit(other.said, one.plain, PERHAPS)) if _may_fit(one, other) else None
    return _vowelless(one, other)


def _latin(one: Word, other: Word) -> Likened:
    a, b = one.plain, other.plain
    if a == b:
        return Tie.SAME, 1.0
    shorter = min(len(a), len(b))
    if shorter == 1:
        return (Tie.INITIAL, 0.5) if a[0] == b[0] else None
    steps, longer = OSA.distance(a, b), max(len(a), len(b))
    related = steps <= MOST_STEPS * longer
    if related and one.spoken == other.spoken and shorter > 2:
        return Tie.SPELT, 0.95
    found = _spelling(one, other, steps, shorter, longer) if related else None
    if (found is None or found[1] < NICKNAME) and b in short_forms(a):
        return Tie.NICKNAME, NICKNAME
    return found


def _spelling(one: Word, other: Word, steps: int, shorter: int, longer: int) -> Likened:
    """Two Latin words that are not the same: a slip, another transcription, or less."""
    a, b = one.plain, other.plain
    alike = 1 - steps / longer
    bones = one.bones == other.bones
    if steps == 1 and shorter > 2:
        return (Tie.SLIP, 0.9 + 0.05 * bones) if shorter > 3 else (Tie.NEAR, 0.8)
    if longer > 3 and _close(one.bones, other.bones) and fit(one.letters, b, ALIKE):
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
