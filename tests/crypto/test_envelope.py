from __future__ import annotations

import struct
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.crypto import envelope
from caseflow.crypto.envelope import DataCipher, Place, generation_of, lp
from caseflow.crypto.errors import SealBroken

SECRET = bytes(range(32))
NONCE = bytes(range(100, 112))
ROW = UUID("01890000-0000-7000-8000-000000000001").bytes
KEY_ID = UUID("01890000-0000-7000-8000-000000000002")
CIPHER = DataCipher(KEY_ID, 3, SECRET)
PLACE = Place("cases", "title")

HEAD = "c5 01 01 00000003 64656667 68696a6b 6c6d6e6f "
FROZEN = {
    "": HEAD + "cb959f73 571b270f d44232b9 82645517",
    "Zulage": HEAD + "126eb207 1e8cfae0 a914114d ee50b544 c2d262c8 c2d4",
    "Ünïcødé 誠 مرحبا": HEAD
    + "8b87b0a5 d68a9526 5aa1f6c8 32cfcadd 9b47debb 53c12bda 7f7697c4 d706525c "
    "2f7e1302 8f860404 7a6b",
}
FROZEN_BINDING = (
    "00000005  00000007 c5010100000003  00000005 6361736573  00000005 7469746c65 "
    "00000010 01890000 0000 7000 8000 000000000001  00000010 01890000 0000 7000 8000 000000000002"
)


@pytest.mark.parametrize(("text", "sealed"), FROZEN.items())
def test_what_version_one_sealed_opens_for_ever(text, sealed):
    assert PLACE.open(CIPHER, ROW, bytes.fromhex(sealed)).decode() == text


@pytest.mark.parametrize(("text", "sealed"), FROZEN.items())
def test_the_format_of_a_sealed_field_is_frozen(text, sealed, monkeypatch):
    monkeypatch.setattr(envelope.os, "urandom", lambda count: NONCE[:count])
    assert PLACE.seal(CIPHER, ROW, text.encode()) == bytes.fromhex(sealed)


def test_what_a_field_is_bound_to_is_frozen():
    assert PLACE.bind(CIPHER, ROW) == bytes.fromhex(FROZEN_BINDING)


def test_a_seal_adds_35_bytes():
    assert len(PLACE.seal(CIPHER, ROW, b"x" * 100)) == 100 + envelope.OVERHEAD == 135


@given(st.text(), st.text(), st.binary(min_size=16, max_size=16), st.integers(0, 2**32 - 1))
def test_the_quick_binding_equals_the_plain_one(table, column, row, generation):
    cipher = DataCipher(KEY_ID, generation, SECRET)
    plain = lp(cipher.head, table.encode(), column.encode(), row, KEY_ID.bytes)
    assert Place(table, column).bind(cipher, row) == plain


@given(st.lists(st.binary()), st.lists(st.binary()))
def test_different_parts_never_make_the_same_associated_data(one, other):
    assert (lp(*one) == lp(*other)) == (one == other)


@pytest.mark.parametrize("length", [0, 1, 100])
def test_every_flipped_bit_is_refused(length):
    blob = PLACE.seal(CIPHER, ROW, bytes(length))
    for position in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[position] ^= 1 << bit
            with pytest.raises(SealBroken):
                PLACE.open(CIPHER, ROW, bytes(changed))


@pytest.mark.parametrize("length", [0, 1, 100, 2000])
def test_every_truncation_and_extension_is_refused(length):
    blob = PLACE.seal(CIPHER, ROW, bytes(length))
    for cut in range(len(blob)):
        with pytest.raises(SealBroken):
            PLACE.open(CIPHER, ROW, blob[:cut])
        with pytest.raises(SealBroken):
            PLACE.open(CIPHER, ROW, blob[cut + 1 :])
    with pytest.raises(SealBroken):
        PLACE.open(CIPHER, ROW, blob + b"\0")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_open_nor_crash(blob):
    with pytest.raises(SealBroken):
        PLACE.open(CIPHER, ROW, blob)
    with pytest.raises(SealBroken):
        PLACE.open(CIPHER, ROW, CIPHER.head + blob)


def test_another_row_column_table_key_or_generation_is_refused():
    blob = PLACE.seal(CIPHER, ROW, b"text")
    assert PLACE.open(CIPHER, ROW, blob) == b"text"
    other_id = UUID(int=KEY_ID.int + 1)
    wrong = [
        (Place("cases", "summary"), CIPHER, ROW),
        (Place("notes", "title"), CIPHER, ROW),
        (Place("case", "stitle"), CIPHER, ROW),
        (PLACE, CIPHER, bytes(16)),
        (PLACE, DataCipher(other_id, 3, SECRET), ROW),
        (PLACE, DataCipher(KEY_ID, 4, SECRET), ROW),
        (PLACE, DataCipher(KEY_ID, 3, bytes(range(1, 33))), ROW),
    ]
    for place, cipher, row in wrong:
        with pytest.raises(SealBroken):
            place.open(cipher, row, blob)


def test_a_relabelled_generation_is_refused():
    blob = PLACE.seal(CIPHER, ROW, b"text")
    relabelled = blob[:3] + struct.pack(">I", 4) + blob[7:]
    with pytest.raises(SealBroken):
        PLACE.open(DataCipher(KEY_ID, 4, SECRET), ROW, relabelled)


def test_a_seal_that_would_not_open_is_never_written(monkeypatch):
    monkeypatch.setattr(envelope, "seal", lambda *_parts: CIPHER.head + bytes(60))
    with pytest.raises(SealBroken):
        PLACE.seal(CIPHER, ROW, b"text")


def test_equal_texts_look_different():
    assert len({PLACE.seal(CIPHER, ROW, b"same") for _ in range(1000)}) == 1000


def test_the_generation_is_read_from_sealed_values_only():
    assert generation_of(PLACE.seal(CIPHER, ROW, b"")) == 3
    for broken in (b"", b"\xc5\x01\x01", bytes(40), b"\xc5\x02\x01" + bytes(40)):
        with pytest.raises(SealBroken):
            generation_of(broken)


def test_an_opened_key_does_not_print_its_secret():
    assert repr(CIPHER) == f"<DataCipher {KEY_ID}>"
