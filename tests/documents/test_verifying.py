"""Anybody can learn whether a document is genuine, and nothing else about it."""

from __future__ import annotations

import io
import json
import random
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine
from pypdf import PdfReader, PdfWriter

from caseflow.audit.acts import Outcome
from caseflow.audit.models import Entry
from caseflow.cases.acts import CaseAct
from caseflow.pdf.signing import create_signer, sign
from caseflow.reporting.models import Export
from caseflow.reporting.numbers import EXPORT_NUMBERS
from caseflow.reporting.purposes import ReportPurpose
from caseflow.reporting.services import PER_NETWORK
from caseflow.reporting.verifying import LARGEST
from tests.documents.asking import NAMES, TITLE, log, reader_of, visitor, words
from tests.support.house import NOW
from tests.support.site import looked_at


@pytest.fixture(scope="module")
def delivered(one_site):
    """A summary as it left the system, with the reference of its case."""
    reference = log(one_site)
    return reference, reader_of(one_site, "officer").pdf(reference)


def number_of(pdf):
    return str(PdfReader(io.BytesIO(pdf)).metadata["/Keywords"])


def ask(who, *, pdf=None, number=None):
    """What the page answers to a file or a number."""
    who.get("/verify")
    sent = {"number": number or ""}
    if pdf is not None:
        sent["file"] = (io.BytesIO(pdf), "summary.pdf")
    answer = who.post("/verify", sent)
    return answer.status_code, looked_at(answer, "/verify").said


def padded(pdf):
    """The same file with something hidden in the padding of its signature."""
    reach = pdf.rindex(b"0000>")
    return pdf[: reach + 2] + b"1" + pdf[reach + 3 :]


def encrypted():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def forgeries(pdf, folder):
    """Files that are not ours, each by its name."""
    stranger = create_signer(folder, organisation="Elsewhere", now=NOW)
    unsigned = PdfWriter()
    unsigned.add_blank_page(200, 200)
    plain = io.BytesIO()
    unsigned.write(plain)
    half = len(pdf) // 2
    return {
        "tampered": pdf[:half] + bytes([pdf[half] ^ 1]) + pdf[half + 1 :],
        "padded": padded(pdf),
        "appended": pdf + b"\n% more",
        "cut": pdf[:-100],
        "of a stranger": sign(plain.getvalue(), stranger, reason="x", now=NOW),
        "unsigned": plain.getvalue(),
        "text": "résumé, not a PDF".encode(),
        "empty": b"",
        "noise": random.Random(7).randbytes(10 * 1024 * 1024),
        "noise that begins like one": b"%PDF-1.7" + random.Random(7).randbytes(100_000),
        "encrypted": encrypted(),
    }


def test_a_file_as_it_left_is_genuine_and_tells_only_day_and_level(one_site, delivered):
    reference, pdf = delivered
    status, said = ask(visitor(one_site), pdf=pdf)
    assert status == 200
    assert "Genuine" in said
    assert "23 Nov 2026" in said
    assert "In full" in said
    for kept in (reference, TITLE, *NAMES, "Ines Okafor", "NORTH"):
        assert kept not in said


def test_its_number_is_known_however_it_is_typed(one_site, delivered):
    number = number_of(delivered[1])
    arabic = "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in number)
    for typed in (number, f"  {number.lower()} ", number.replace("-", "–"), arabic):
        status, said = ask(visitor(one_site), number=typed)
        assert (status, "Genuine" in said) == (200, True)
        assert delivered[0] not in said


def test_whatever_is_not_ours_is_not_genuine(one_site, delivered, tmp_path):
    for name, pdf in forgeries(delivered[1], tmp_path).items():
        status, said = ask(visitor(one_site), pdf=pdf)
        assert status == 200, name
        assert "Not genuine" in said, name


def test_an_unknown_number_is_not_genuine(one_site):
    unknown = EXPORT_NUMBERS.number(uuid4(), 2026, b"another key, not this instance's")
    status, said = ask(visitor(one_site), number=unknown)
    assert status == 200
    assert "No document with this number was made here." in said


@pytest.mark.parametrize(
    "typed",
    [
        "X-2026-1234567891234567890",
        "X-2026-12345",
        "NORTH-2026-90388",
        "\ud800",
        "X\0-2026-1234567890",
        "9" * 101,
        "x" * 1_000_000,
        "' OR 1=1 --",
    ],
)
def test_what_is_no_number_gets_a_sentence_at_its_field(one_site, typed):
    sent = typed.encode("utf-8", "surrogatepass")
    who = visitor(one_site)
    who.get("/verify")
    body = b"csrf_token=" + who.token.encode() + b"&number=" + quoted(sent)
    answer = who.client.post(
        "/verify",
        data=body,
        content_type="application/x-www-form-urlencoded",
        base_url="https://localhost",
    )
    assert answer.status_code == 422
    assert "number-error" in answer.text
    looked_at(answer, "/verify")


def quoted(raw):
    return b"".join(b"%%%02X" % byte for byte in raw)


def test_a_mistyped_digit_is_noticed(delivered):
    number = number_of(delivered[1])
    for at in range(7, len(number)):
        for digit in "0123456789":
            if digit != number[at]:
                assert EXPORT_NUMBERS.parse(number[:at] + digit + number[at + 1 :]) is None


def test_nothing_chosen_and_too_large_a_file_get_a_sentence(one_site, monkeypatch):
    status, said = ask(visitor(one_site))
    assert status == 422
    assert "Choose a file" in said
    status, said = ask(visitor(one_site), pdf=b"%PDF-" + bytes(LARGEST))
    assert status == 422
    assert "MB are allowed" in said


def test_asking_is_recorded_without_a_name_and_guessing_slows_down(site, reader):
    pdf = reader("officer").pdf(log(site))
    who = visitor(site)
    assert ask(who, pdf=pdf)[0] == 200
    guesses = [EXPORT_NUMBERS.number(uuid4(), 2026, bytes(32)) for _turn in range(PER_NETWORK)]
    assert {ask(who, number=guess)[0] for guess in guesses} == {200}
    status, said = ask(who, number=number_of(pdf))
    assert status == 429
    assert "Try again in 2" in said or "Try again in 3" in said
    with site.house.system(ReportPurpose.DOCUMENT_CHECKING) as session:
        entries = session.scalars(
            sa.select(Entry).where(Entry.act == CaseAct.EXPORT_VERIFIED).order_by(Entry.seq)
        ).all()
        export = session.scalars(sa.select(Export)).one()
    assert entries[0].outcome is Outcome.DONE
    assert entries[0].root_id == export.root_id
    assert entries[0].actor_id is None
    assert [entry.outcome for entry in entries[1:]] == [Outcome.FAILED] * PER_NETWORK
    with time_machine.travel(NOW + timedelta(minutes=20), tick=True):
        assert ask(visitor(site), number=number_of(pdf))[0] == 200


def test_signed_in_people_find_the_page_in_their_menu(one_site):
    assert "/verify" in looked_at(reader_of(one_site, "recruiter").get("/me"), "/me").links


def run(site, *words):
    return site.app.test_cli_runner().invoke(args=["verify", *words])


def test_the_command_tells_genuine_from_forged(one_site, delivered, tmp_path):
    for name, pdf in {"genuine": delivered[1], **forgeries(delivered[1], tmp_path)}.items():
        path = tmp_path / "asked.pdf"
        path.write_bytes(pdf)
        result = run(one_site, str(path), "--json")
        answer = json.loads(result.output)
        assert answer["genuine"] is (name == "genuine"), name
        assert result.exit_code == (0 if name == "genuine" else 1), name
        assert answer["sentence"], name
        assert run(one_site, str(path)).exit_code == result.exit_code, name
    padding = json.loads(run_on(one_site, padded(delivered[1]), tmp_path).output)
    assert padding["sentence"] == "The signature in this file was altered. Do not rely on the file."


def run_on(site, pdf, folder):
    path = folder / "one.pdf"
    path.write_bytes(pdf)
    return run(site, str(path), "--json")


def test_the_command_knows_numbers_and_says_what_it_cannot_read(one_site, delivered):
    number = number_of(delivered[1])
    known = json.loads(run(one_site, number, "--json").output)
    assert known == {
        "genuine": True,
        "sentence": "A document with this number was made here.",
        "number": number,
        "made_on": "2026-11-23",
        "level": "full",
    }
    for absent in ("no-such-file.pdf", "X-2026-1", "\udcff", "x" * 5000, str(Path.cwd()), ""):
        result = run(one_site, absent, "--json")
        assert result.exit_code == 1, absent
        assert json.loads(result.output)["genuine"] is False


def test_a_retired_certificate_keeps_old_documents_genuine(one_site, delivered, tmp_path):
    old = create_signer(tmp_path, organisation="CaseFlow", now=NOW)
    plain = PdfWriter()
    plain.add_blank_page(200, 200)
    out = io.BytesIO()
    plain.write(out)
    pdf = sign(out.getvalue(), old, reason="x", now=NOW)
    assert run_on(one_site, pdf, tmp_path).exit_code == 1
    retired = one_site.app.extensions["caseflow.config"].keys / "export-retired"
    retired.mkdir()
    (retired / "2025.pem").write_bytes(old.pem)
    assert run_on(one_site, pdf, tmp_path).exit_code == 0
    (retired / "2025.pem").write_text("no certificate")
    broken = run_on(one_site, pdf, tmp_path)
    assert broken.exit_code == 1
    assert "2025.pem" in json.loads(broken.output)["sentence"]
    (retired / "2025.pem").unlink()


def test_the_certificate_is_handed_out_and_stays_the_same(one_site):
    first = visitor(one_site).client.get("/verify/certificate.pem", base_url="https://localhost")
    again = visitor(one_site).client.get("/verify/certificate.pem", base_url="https://localhost")
    assert first.data == again.data
    assert first.data.startswith(b"-----BEGIN CERTIFICATE-----")


def test_markings_name_whoever_asked(one_site, delivered):
    assert all("Made for Ines Okafor" in page for page in words(delivered[1]))
