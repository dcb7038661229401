"""How the text of a file is written: told by its marks, declared, found by trying, or guessed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.sheets.encoding_guess import guess
from caseflow.sheets.files import SourceFile, is_workbook, opened

DETECT = "detect"
_CHUNK = 1 << 16
_SAMPLE = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_ASCII = re.compile(rb"[^\x00-\x7f]")


def inspect(path: Path, encoding: str = DETECT) -> SourceFile:
    """Read a file once, to its end, and tell how it is encoded; XLSX is told apart from text.

    A byte order mark beats what is declared. Raises NotReady when the file is empty, cut short,
    damaged, or holds no table.
    """
    _require_known(encoding)
    with opened(path) as raw:
        head = raw.read(_SAMPLE)
        if not head.strip():
            raise NotReady(
                _("The file “%(name)s” is empty: it has not even a header.", name=path.name),
                field=path.name,
            )
        if is_workbook(path, head):
            return SourceFile(path, "", 0, workbook=True)
        marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
        decided = marked or _wide(head) or (None if encoding == DETECT else encoding)
        strict = codecs.getincrementaldecoder("utf-8")("strict")
        valid, lines, chunk = True, 0, head
        while chunk:
            lines += chunk.count(b"\n")
            valid = valid and _decodes(strict, chunk)
            chunk = raw.read(_CHUNK)
        valid = valid and _decodes(strict, b"", final=True)
    if decided:
        return SourceFile(path, decided, lines)
    if valid:
        return SourceFile(path, "utf-8", lines)
    guessed = _guess(path)
    return SourceFile(path, guessed, lines, guessed=guessed != "utf-8")


def _require_known(encoding: str) -> None:
    try:
        if encoding != DETECT:
            "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise NotReady(
            _("“%(name)s” is no encoding that is known here.", name=encoding[:40]),
            field="encoding",
        ) from error


def require_no_guess(source: SourceFile, declare: str) -> None:
    """Stop before anything is written where the encoding could only be guessed.

    `declare` says how the encoding is declared. Raises NotReady.
    """
    if source.guessed:
        raise NotReady(
            _(
                "The encoding of “%(name)s” is not declared and could only be guessed:"
                " %(encoding)s. Nothing was changed. If it is that, go on with --accept-guess;"
                " if not, declare it (%(declare)s).",
                name=source.name,
                encoding=source.encoding,
                declare=declare,
            ),
            field=source.name,
        )


def guess_told(source: SourceFile) -> Text:
    """The warning for a guess that was accepted."""
    return _(
        "the encoding is not declared and was guessed as %(name)s: look at accented letters",
        name=source.encoding,
    )


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: half the bytes are zero, all on the same side."""
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return None


def _guess(path: Path) -> str:
    """The encoding of a file that is not clean UTF-8.

    Where most lines beyond ASCII are good UTF-8, a few damaged ones do not make it another.
    """
    good = bad = 0
    sample = bytearray()
    with opened(path) as raw:
        while line := raw.readline(_CHUNK):
            if not _NOT_ASCII.search(line):
                continue
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
                if len(sample) < _SAMPLE:
                    sample += line
    return "utf-8" if good > bad else guess(bytes(sample))
