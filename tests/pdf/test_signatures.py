"""Whether a file is one of ours: every byte decides."""

import asyncio
import random
import re
import stat
import subprocess
import sys
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from pypdf import PdfReader, PdfWriter

from caseflow.errors import NotReady
from caseflow.pdf.furniture import render
from caseflow.pdf.signing import CERTIFICATE_FILE, KEY_FILE, ORDER, create_signer, load_signer, sign
from caseflow.pdf.verifying import verify
from tests.pdf.samples import NOW, every_block, summary


def container(pdf):
    """Where the signature's hexadecimal digits begin and end, and how many carry meaning."""
    end, start = map(int, re.findall(rb"/ByteRange \[0 (\d+) (\d+)", pdf)[-1])
    used = 2 * (4 + int(pdf[end + 5 : end + 9], 16))
    return end + 1, start - 1, used


def refused(pdf, signer):
    verdict = verify(bytes(pdf), [signer.certificate])
    assert not verdict.genuine
    assert verdict.export_number is None
    return verdict.sentence


def test_a_signed_export_is_genuine_and_tells_its_number_moment_and_reason(signed, signer):
    verdict = verify(signed, [signer.certificate])
    assert verdict.genuine
    assert "genuine" in verdict.sentence
    assert verdict.export_number == "X-2026-00017"
    assert verdict.signed_at == NOW
    assert verdict.reason == "Export of a case"


def test_signing_changes_nothing_of_what_was_rendered(signed):
    pdf = render(summary(*every_block()))
    assert signed.startswith(pdf)
    assert len(signed) - len(pdf) < 12_000


def test_files_signed_before_the_key_was_renewed_stay_genuine(signed, signer, tmp_path):
    newer = create_signer(tmp_path, organisation="Example", now=NOW)
    assert verify(signed, [newer.certificate, signer.certificate]).genuine
    assert "not signed by this organisation" in refused(signed, newer)
    assert not verify(signed, []).genuine


def test_any_flipped_bit_is_refused(signed, signer):
    chance = random.Random(2026)
    for _attempt in range(200):
        changed = bytearray(signed)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        refused(changed, signer)


def test_any_flipped_bit_inside_the_signature_container_is_refused(signed, signer):
    first, last, used = container(signed)
    for place in [*range(first - 1, first + used + 4), last - 1, last]:
        changed = bytearray(signed)
        changed[place] ^= 1 << (place % 8)
        refused(changed, signer)


def test_digits_of_the_container_in_small_letters_are_refused(signed, signer):
    first, last, _used = container(signed)
    assert refused(signed[:first] + signed[first:last].lower() + signed[last:], signer)


def test_padding_that_is_not_zero_is_refused(signed, signer):
    first, last, used = container(signed)
    assert set(signed[first + used : last]) == {ord("0")}
    for place in (first + used, first + used + 777, last - 1):
        changed = bytearray(signed)
        changed[place] = ord("1")
        assert "signature in this file was altered" in refused(changed, signer)


def test_the_second_valid_form_of_a_signature_is_refused(signed, signer):
    first, last, used = container(signed)
    der = bytes.fromhex(signed[first : first + used].decode())
    ends = range(len(der) - 72, len(der) - 60)
    at = next(at for at in ends if der[at : at + 2] == bytes([0x30, len(der) - at - 2]))
    r, s = decode_dss_signature(der[at:])
    other = encode_dss_signature(r, ORDER - s)
    forged = der[: at - 1] + bytes([len(other)]) + other
    digits = forged.hex().upper().encode().ljust(last - first, b"0")
    assert refused(signed[:first] + digits + signed[last:], signer)


def test_anything_appended_is_refused(signed, signer):
    writer = PdfWriter(BytesIO(signed), incremental=True)
    writer.add_metadata({"/Title": "Another title"})
    revised = BytesIO()
    writer.write(revised)
    assert revised.getvalue().startswith(signed)
    assert "added to this file" in refused(revised.getvalue(), signer)
    for tail in (b"\n", b"\0", b"% remark\n"):
        assert "added to this file" in refused(signed + tail, signer)


def test_anything_cut_off_or_put_before_is_refused(signed, signer):
    for pdf in (signed[:-1], signed[: len(signed) // 2], b"\n" + signed, signed[1:], signed * 2):
        refused(pdf, signer)


def test_a_swapped_page_is_refused(signed, signer):
    pages = PdfReader(BytesIO(signed))
    writer = PdfWriter(clone_from=pages)
    writer.add_blank_page(100, 100)
    again = BytesIO()
    writer.write(again)
    refused(again.getvalue(), signer)


def test_a_second_signature_over_ours_is_refused(signed, signer, tmp_path):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.general import SigningError

    stranger = create_signer(tmp_path, organisation="Stranger", now=NOW)
    with pytest.raises(SigningError):
        sign(signed, stranger, reason="Mine now", now=NOW)
    assert IncrementalPdfFileWriter(BytesIO(signed)).prev.embedded_signatures


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "empty"),
        (b"hello", "not a PDF"),
        (b"\x89PNG" * 9, "not a PDF"),
        (b"%PDF-1.7\n", "no signature"),
        (b"%PDF-1.7\n/ByteRange [0 1 2 3]", "added to this file"),
        (b"%PDF-1.7\n/ByteRange [0 9 12 999999999999]" * 99, "changed after"),
        (b"%PDF-1.7\n/ByteRange [0 9999999999999999999999 1 1]", "no signature"),
        (b"%PDF-1.7 trailer << /Encrypt 3 0 R >>", "encrypted"),
    ],
)
def test_other_files_get_a_clear_sentence(given, said, signer):
    assert said in refused(given, signer)


def test_an_encrypted_copy_gets_a_clear_sentence(signer):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(render(summary()))))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    assert "encrypted" in refused(locked.getvalue(), signer)


def test_ten_megabytes_of_noise_are_refused(signer):
    noise = random.Random(1).randbytes(10_000_000)
    assert "not a PDF" in refused(noise, signer)
    assert "no signature" in refused(b"%PDF-1.7\n" + noise, signer)


def test_a_container_of_noise_is_refused_not_raised(signed, signer):
    first, last, used = container(signed)
    chance = random.Random(7)
    for _attempt in range(300):
        der = bytearray.fromhex(signed[first:last].decode())
        for place in chance.sample(range(4, used // 2), chance.randrange(1, 9)):
            der[place] ^= chance.randrange(1, 256)
        refused(signed[:first] + der.hex().upper().encode() + signed[last:], signer)


def test_pyhanko_alone_agrees_that_the_file_is_certified_and_whole(signed, signer):
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    root = x509.Certificate.load(signer.certificate.public_bytes(Encoding.DER))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], moment=NOW))
    assert status.bottom_line
    assert signature.docmdp_level.name == "NO_CHANGES"


def test_the_key_is_made_once_for_its_owner_only(tmp_path):
    made = create_signer(tmp_path / "keys", organisation="Example", now=NOW)
    assert stat.S_IMODE((tmp_path / "keys" / KEY_FILE).stat().st_mode) == 0o600
    assert isinstance(made.key.curve, ec.SECP256R1)
    again = create_signer(tmp_path / "keys", organisation="Other", now=NOW)
    assert again.pem == made.pem == (tmp_path / "keys" / CERTIFICATE_FILE).read_bytes()


def test_a_key_that_is_missing_open_to_others_or_foreign_is_not_used(tmp_path):
    with pytest.raises(NotReady, match="cannot be read"):
        load_signer(tmp_path)
    create_signer(tmp_path, organisation="Example", now=NOW)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(NotReady, match="others than its owner"):
        load_signer(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o600)
    other = create_signer(tmp_path / "other", organisation="Example", now=NOW)
    (tmp_path / CERTIFICATE_FILE).write_bytes(other.pem)
    with pytest.raises(NotReady, match="does not belong"):
        load_signer(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(b"noise")
    with pytest.raises(NotReady, match="cannot be read"):
        load_signer(tmp_path)


def test_a_caller_inside_an_event_loop_can_sign_and_verify(signer):
    async def inside():
        pdf = sign(render(summary(*every_block())), signer, reason="Export", now=NOW)
        return verify(pdf, [signer.certificate])

    assert asyncio.run(inside()).genuine


def test_loading_the_room_loads_no_pdf_library():
    script = (
        "import sys, caseflow.pdf.furniture, caseflow.pdf.signing, caseflow.pdf.verifying\n"
        "heavy = {'reportlab', 'pyhanko', 'asn1crypto', 'bidi', 'arabic_reshaper'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
