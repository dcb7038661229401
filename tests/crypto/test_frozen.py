"""What today's format writes must open for ever: vectors of everything that is stored."""

from __future__ import annotations

import io
from types import SimpleNamespace
from uuid import UUID

import pytest

from caseflow.crypto import files, keyring
from caseflow.crypto.domains import binding
from caseflow.crypto.envelope import DataCipher
from caseflow.crypto.keyring import Keyring
from caseflow.crypto.models import Compartment, DomainKey, KeyUse
from caseflow.crypto.provider import FileProvider, _write

SECRET = bytes(range(32))
DOMAIN = DataCipher(UUID(int=5), 2, bytes(range(32, 64)))
DATA_KEY = SimpleNamespace(id=UUID(int=7), generation=1, root_kind="case", root_id=UUID(int=6))
DOMAIN_KEY = DomainKey(
    id=UUID(int=5), use=KeyUse.SEALING, compartment=Compartment.VICTIMS, year=2026, version=2
)
FILE_ID = UUID(int=9)

WRAPPED_DATA_KEY = (
    "c50101000000026465666768696a6b6c6d6e6fb56c8cd0dbb4f2cad45dd5d3861a9062d993f76d2a"
    "df785adb5974646b54393c04dabccfa9b89e5ee94305719b09138e"
)
WRAPPED_DOMAIN_KEY = (
    "c50101000000016465666768696a6b6c6d6e6ff17f04675197c0b5c56b998b55f593e95c4f9ed985"
    "99abd10498d5f75e5ca225474d9548974c9eb3f125831c7da0237d"
)
DETAIL = (
    "c50101000000016465666768696a6b6c6d6e6f207ab200598876f2570c3a7d58420f831766c161bbfb0c1a003b8c"
)
SEALED_FILE = "c5460101000100006465666768696a90c2e8a2034f300eb05cbe4fce7ff64fba7fa9eb0ccf61d4"


@pytest.fixture
def still(monkeypatch):
    """Nonces that are the same each time."""
    monkeypatch.setattr("os.urandom", lambda count: bytes(range(100, 100 + count)))


@pytest.fixture
def provider(tmp_path):
    _write(tmp_path / "victims.json", 1, {1: bytes(range(64, 96))})
    return FileProvider(tmp_path / "victims.json")


@pytest.fixture
def opened(monkeypatch):
    """A keyring that holds one data key, without a database."""
    ring = Keyring({})
    monkeypatch.setattr(ring, "cipher", lambda _session, key_id: DataCipher(key_id, 1, SECRET))
    return ring


def test_a_data_key_wrapped_by_version_one(still):
    assert keyring.wrap(DOMAIN, DATA_KEY, SECRET).hex() == WRAPPED_DATA_KEY
    DATA_KEY.wrapped = bytes.fromhex(WRAPPED_DATA_KEY)
    assert keyring.unwrap(DOMAIN, DATA_KEY) == SECRET


def test_a_domain_key_wrapped_by_version_one(still, provider):
    assert provider.wrap(SECRET, binding(DOMAIN_KEY)).hex() == WRAPPED_DOMAIN_KEY
    assert provider.unwrap(bytes.fromhex(WRAPPED_DOMAIN_KEY), binding(DOMAIN_KEY)) == SECRET


def test_a_detail_sealed_by_version_one(still, opened):
    key_id, owner = UUID(int=7), UUID(int=8)
    assert opened.seal_detail(None, key_id, "draft", owner, b"half a line").hex() == DETAIL
    blob = bytes.fromhex(DETAIL)
    assert opened.open_detail(None, key_id, "draft", owner, blob) == b"half a line"


def test_a_file_sealed_by_version_one(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(bytes.fromhex(SEALED_FILE))
    assert b"".join(files._opened(path, files.AESGCM(SECRET), FILE_ID)) == b"evidence"


def test_the_format_of_sealed_files_is_frozen(still):
    pieces = files._sealed(io.BytesIO(b"evidence"), SECRET, FILE_ID)
    assert b"".join(chunk for _piece, chunk in pieces).hex() == SEALED_FILE
