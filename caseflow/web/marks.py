"""The small marks that a list holds by the hundred: drawn in Python, because macros cost ten times.

`macros/state.html` and `macros/table.html` hand them on under the names that pages use. Every
function gives safe HTML and escapes what it is given unless that is safe HTML itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from flask import current_app, request
from markupsafe import Markup, escape

from caseflow.labels import _
from caseflow.web.assets import icon
from caseflow.web.viewer import initials
from caseflow.web.words import bdi, html, safe, sentence, speech

Caller = Callable[[], Markup]
CLASSES = {"unclassified": 1, "confidential": 2, "strictly-confidential": 3}
CLASS_WORDS = (_("Unclassified"), _("Confidential"), _("Strictly confidential"))
CLASS_ICONS = ("unlock", "lock-fill", "shield-lock-fill")
DUE = {
    "late": ("late", "exclamation-triangle-fill"),
    "soon": ("warn", "hourglass-split"),
    "on": ("", "calendar3"),
    "stopped": ("info", "pause-circle"),
    "met": ("ok", "check2"),
}
TONES = frozenset(("late", "warn", "ok", "info", "seal", "brand", "mute"))
NOBODY = _("Nobody")


def class_number(classification: object) -> int:
    """1, 2 or 3 for a classification given as number or name; KeyError for anything else."""
    if isinstance(classification, int):
        return classification
    return CLASSES[getattr(classification, "value", str(classification))]


def tok(
    words: object, tone: str = "", glyph: str = "", *, pill: bool = False, strong: bool = False
) -> Markup:
    """A state: icon and words first, tone last."""
    toned = f" t-{tone}" if tone in TONES else ""
    classes = f"tok{toned}{' pill' if pill else ''}{' strong' if strong else ''}"
    drawn = icon(glyph) if glyph else ""
    return safe(f'<span class="{classes}">{drawn}<span><bdi>{html(words)}</bdi></span></span>')


def pill(words: object, tone: str = "mute", glyph: str = "") -> Markup:
    """A state for heads and grounds of paper."""
    return tok(words, tone, glyph, pill=True)


def stage(words: object, mark: int) -> Markup:
    """A stage by how far it is: 0 received … 5 closed."""
    return tok(words, "brand", f"st{mark}")


def due(words: object, state: str = "on") -> Markup:
    """A deadline; `state` is late, soon, on, stopped or met."""
    tone, glyph = DUE[state]
    return tok(words, tone, glyph, strong=state == "late")


def class_mark(classification: object) -> Markup:
    """Icon and words of a classification."""
    number = class_number(classification) - 1
    return safe(f"{icon(CLASS_ICONS[number])}{sentence(CLASS_WORDS[number].msgid)}")


def cls(classification: object) -> Markup:
    """How far a thing may travel, beside its name."""
    return safe(
        f'<span class="cls cls-{class_number(classification)}">{class_mark(classification)}</span>'
    )


def band(classification: object, why: object = "") -> Markup:
    """How far the page may travel, first thing on it and on every sheet of paper."""
    number = class_number(classification)
    reason = f'<span class="why">{html(why)}</span>' if why else ""
    return safe(
        f'<p class="band band-{number}">{icon(CLASS_ICONS[number - 1])}'
        f"<span>{sentence(CLASS_WORDS[number - 1].msgid)}</span>{reason}</p>"
    )


def avatar(name: str | None, *, small: bool = False) -> Markup:
    """Up to two letters of a name in a disc; a broken ring for nobody."""
    classes = f"avatar{' s' if small else ''}{'' if name else ' none'}"
    letters = escape(initials(name or ""))
    return safe(f'<span class="{classes}" aria-hidden="true">{letters}</span>')


def who(name: str | None, instead: object = "") -> Markup:
    """A person with the avatar; without a name nobody, or the desk given as `instead`."""
    words = bdi(name or instead or NOBODY)
    return safe(f'<span class="who">{avatar(name, small=True)}{words}</span>')


def row(edge: str = "", *cells: Markup | str, caller: Caller | None = None) -> Markup:
    """A row of a table around its cells; `edge` is late, soon or flag."""
    edged = f' class="is-{escape(edge)}"' if edge else ""
    drawn = caller() if caller else "".join(cells)
    return safe(f'<tr role="row"{edged}>{drawn}</tr>\n')


def name(words: object, url: str = "", sub: Iterable[object] = ()) -> Markup:
    """The first cell of a row: the name of the thing, a link, secondary words under it."""
    if url:
        main = f'<a class="main" href="{escape(url)}">{bdi(words)}</a>'
    else:
        main = f'<span class="main">{bdi(words)}</span>'
    under = "".join(f"<span>{bdi(s)}</span>" for s in sub if s)
    under = f'<span class="sub">{under}</span>' if under else ""
    return safe(f'<th scope="row" role="rowheader" class="fw-normal">{main}{under}</th>')


def cell(
    column: object,
    words: object = "",
    sub: object = "",
    *,
    opt: bool = False,
    num: bool = False,
    nil: bool = False,
    body: Markup | None = None,
    caller: Caller | None = None,
) -> Markup:
    """A cell; `column` repeats its heading for narrow screens.

    What stands in it is `words`, or ready HTML: the `body`, or what a template calls it around.
    `opt` leaves when the page is narrow, `num` is set as a number, `nil` is quiet.
    """
    kinds = f"{'opt ' if opt else ''}{'num ' if num else ''}{'nil' if nil else ''}"
    kind = f' class="{kinds.strip()}"' if kinds else ""
    if body is None:
        body = caller() if caller else bdi(words)
    under = f'<span class="sub">{bdi(sub)}</span>' if sub else ""
    heading = html(column).replace('"', "&quot;")  # our own words may hold quotation marks
    return safe(f'<td role="cell" data-th="{heading}"{kind}><div>{body}{under}</div></td>')


def pick(value: str, label: object, *, ticked: bool = False) -> Markup:
    """The box that ticks a row."""
    checked = " checked" if ticked else ""
    return safe(
        '<td role="cell" class="pick"><input class="form-check-input" type="checkbox" '
        f'name="pick" value="{escape(value)}" aria-label="{html(label)}"{checked}></td>'
    )


def options(pairs: Iterable[tuple[object, object]], value: object = "") -> Markup:
    """What a list offers: pairs of value and words; the one that is chosen is marked."""
    kept: dict[tuple[str, str], Callable[..., Markup]]
    kept = current_app.extensions.setdefault("caseflow.options", {})
    spoken = (speech().name, request.script_root)
    if spoken not in kept:
        kept[spoken] = lru_cache(maxsize=256)(_options)
    return kept[spoken](tuple((str(given), words) for given, words in pairs), str(value))


def _options(pairs: Iterable[tuple[str, object]], chosen: str) -> Markup:
    drawn = (
        f'<option value="{escape(given)}"{" selected" if given == chosen else ""}>'
        f"{html(words)}</option>"
        for given, words in pairs
    )
    return safe("".join(drawn))


STATE = {
    "avatar": avatar,
    "band": band,
    "class_mark": class_mark,
    "class_number": class_number,
    "cls": cls,
    "due": due,
    "pill": pill,
    "stage": stage,
    "tok": tok,
    "who": who,
}
TABLE = {"cell": cell, "name": name, "options": options, "pick": pick, "row": row}
