from __future__ import annotations

import io
import os
import tracemalloc

import pytest

from caseflow import db
from caseflow.crypto import files
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.files import CHUNK, open_file, rewrap, seal_file
from caseflow.crypto.models import DataKey
from tests.crypto.rows import NOW, Vault

SEALED = CHUNK + 16
HEADER = 15


@pytest.fixture
def place(lite: Vault, tmp_path):
    """A session, two data keys and a folder."""
    with lite.session(writes=False) as session:
        keys = [lite.key(session), lite.key(session)]
        yield session, keys, tmp_path


def put(place, content: bytes, name: str = "file"):
    session, (key, _other), folder = place
    file_id = db.new_id()
    path = folder / name
    sealed = seal_file(session, io.BytesIO(content), path, file_id=file_id, data_key_id=key)
    return path, {"file_id": file_id, "data_key_id": key, "wrapped": sealed.wrapped}, sealed


def read(place, path, **how) -> bytes:
    return b"".join(open_file(place[0], path, **how))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_comes_back_as_it_was(place, size):
    content = os.urandom(size)
    path, how, sealed = put(place, content)
    assert read(place, path, **how) == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert (sealed.size, sealed.sealed_size) == (size, path.stat().st_size)
    assert sealed.sha256 == files.hashlib.sha256(content).digest()
    assert sealed.sealed_sha256 == files.hashlib.sha256(path.read_bytes()).digest()
    assert size < 8 or content[:8] not in path.read_bytes()


def test_a_stream_that_gives_little_at_a_time_is_sealed_the_same(place):
    class Drip(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 1000))

    content = os.urandom(2 * CHUNK)
    session, (key, _other), folder = place
    file_id = db.new_id()
    sealed = seal_file(session, Drip(content), folder / "f", file_id=file_id, data_key_id=key)
    assert sealed.sealed_size == HEADER + 2 * SEALED
    how = {"file_id": file_id, "data_key_id": key, "wrapped": sealed.wrapped}
    assert read(place, folder / "f", **how) == content


def chunks(data: bytes) -> tuple[bytes, list[bytes]]:
    body = data[HEADER:]
    return data[:HEADER], [body[n : n + SEALED] for n in range(0, len(body), SEALED)]


def attacks(data: bytes, other: bytes):
    head, (a, b, c, d) = chunks(data)
    foreign, theirs = chunks(other)
    yield "truncated by a chunk", head + a + b + c
    yield "truncated to the header", head
    yield "truncated within a chunk", data[:-5]
    yield "truncated within the header", data[: HEADER - 1]
    yield "empty", b""
    yield "swapped", head + b + a + c + d
    yield "duplicated", head + a + a + b + c + d
    yield "last chunk twice", data + d
    yield "dropped", head + a + c + d
    yield "extended", data + b"x"
    yield "another file's chunk", head + theirs[0] + b + c + d
    yield "another file's header", foreign + a + b + c + d
    yield "another chunk size", head[:7] + b"\1" + head[8:] + a + b + c + d
    yield "another format", b"PK" + data[2:]
    for position in (HEADER, HEADER + SEALED - 1, HEADER + 2 * SEALED + 7, len(data) - 1):
        changed = bytearray(data)
        changed[position] ^= 1
        yield f"flipped at {position}", bytes(changed)


def test_no_attack_on_the_chunks_is_accepted(place):
    path, how, _sealed = put(place, os.urandom(3 * CHUNK + 100))
    other, _how, _sealed = put(place, os.urandom(3 * CHUNK + 100), "other")
    data, tried = path.read_bytes(), 0
    for name, forged in attacks(data, other.read_bytes()):
        path.write_bytes(forged)
        with pytest.raises(SealBroken):
            read(place, path, **how)
            pytest.fail(name)
        tried += 1
    assert tried == 18
    path.write_bytes(data)
    assert len(read(place, path, **how)) == 3 * CHUNK + 100


def test_a_file_opens_under_its_own_name_and_key_only(place):
    path, how, _sealed = put(place, b"evidence")
    other, other_how, _sealed = put(place, b"evidence", "other")
    for change in (
        {"file_id": db.new_id()},
        {"data_key_id": place[1][1]},
        {"wrapped": other_how["wrapped"]},
    ):
        with pytest.raises(SealBroken):
            read(place, path, **{**how, **change})
    with pytest.raises(SealBroken):
        read(place, other, **how)


def test_evidence_moves_by_its_key_alone(place):
    session, (old, new), _folder = place
    path, how, _sealed = put(place, b"evidence")
    before = path.read_bytes()
    wrapped = rewrap(session, how["wrapped"], file_id=how["file_id"], old=old, new=new)
    assert path.read_bytes() == before
    moved = {"file_id": how["file_id"], "data_key_id": new, "wrapped": wrapped}
    assert read(place, path, **moved) == b"evidence"
    with pytest.raises(SealBroken):
        read(place, path, **{**moved, "data_key_id": old})


def test_a_shredded_key_closes_the_file(lite: Vault, place):
    session, (key, _other), _folder = place
    path, how, _sealed = put(place, b"evidence")
    grave = session.get(DataKey, key) or next(k for k in session.new if k.id == key)
    grave.wrapped, grave.shredded = None, NOW
    session.flush()
    lite.keyring.forget()
    with pytest.raises(Erased):
        read(place, path, **how)


def test_a_file_is_there_whole_or_not_at_all(place):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > CHUNK:
                raise OSError(5, "the upload broke off")
            return super().read(size)

    session, (key, _other), folder = place
    with pytest.raises(OSError, match="broke off"):
        seal_file(
            session,
            Broken(bytes(3 * CHUNK)),
            folder / "f",
            file_id=db.new_id(),
            data_key_id=key,
        )
    assert not [path for path in folder.iterdir() if path.is_file()]


def test_a_sealed_file_is_never_overwritten(place):
    path, how, _sealed = put(place, b"first")
    with pytest.raises(FileExistsError):
        put(place, b"second")
    assert read(place, path, **how) == b"first"


def test_a_large_file_passes_in_constant_memory(place):
    class Zeros(io.RawIOBase):
        left = 64 * 1024 * 1024

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    session, (key, _other), folder = place
    file_id = db.new_id()
    tracemalloc.start()
    sealed = seal_file(session, Zeros(), folder / "f", file_id=file_id, data_key_id=key)
    how = {"file_id": file_id, "data_key_id": key, "wrapped": sealed.wrapped}
    assert sum(len(piece) for piece in open_file(session, folder / "f", **how)) == sealed.size
    assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    tracemalloc.stop()
