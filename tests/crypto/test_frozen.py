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
    "c5010100 00000264 65666768 696a6b6c 6d6e6fb5 6c8cd0db b4f2cad4 5dd5d386 1a9062d9 "
    "93f76d2a df785adb 5974646b 54393c04 dabccfa9 b89e5ee9 4305719b 09138e"
)
WRAPPED_DOMAIN_KEY = (
    "c5010100 00000164 65666768 696a6b6c 6d6e6ff1 7f046751 97c0b5c5 6b998b55 f593e95c "
    "4f9ed985 99abd104 98d5f75e 5ca22547 4d954897 4c9eb3f1 25831c7d a0237d"
)
DETAIL = (
    "c5010100 00000164 65666768 696a6b6c 6d6e6f20 7ab20059 8876f257 0c3a7d58 420f8317 "
    "66c161bb fb0c1a00 3b8c"
)
SEALED_FILE = (
    "c5460101 00010000 64656667 68696a90 c2e8a203 4f300eb0 5cbe4fce 7ff64fba 7fa9eb0c cf61d4"
)


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
    assert keyring.wrap(DOMAIN, DATA_KEY, SECRET).hex(" ", -4) == WRAPPED_DATA_KEY
    DATA_KEY.wrapped = bytes.fromhex(WRAPPED_DATA_KEY)
    assert keyring.unwrap(DOMAIN, DATA_KEY) == SECRET


def test_a_domain_key_wrapped_by_version_one(still, provider):
    assert provider.wrap(SECRET, binding(DOMAIN_KEY)).hex(" ", -4) == WRAPPED_DOMAIN_KEY
    assert provider.unwrap(bytes.fromhex(WRAPPED_DOMAIN_KEY), binding(DOMAIN_KEY)) == SECRET


def test_a_detail_sealed_by_version_one(still, opened):
    key_id, owner = UUID(int=7), UUID(int=8)
    assert opened.seal_detail(None, key_id, "draft", owner, b"half a line").hex(" ", -4) == DETAIL
    blob = bytes.fromhex(DETAIL)
    assert opened.open_detail(None, key_id, "draft", owner, blob) == b"half a line"


def test_a_file_sealed_by_version_one(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(bytes.fromhex(SEALED_FILE))
    assert b"".join(files._opened(path, files.AESGCM(SECRET), FILE_ID)) == b"evidence"


def test_the_format_of_sealed_files_is_frozen(still):
    pieces = files._sealed(io.BytesIO(b"evidence"), SECRET, FILE_ID)
    assert b"".join(chunk for _piece, chunk in pieces).hex(" ", -4) == SEALED_FILE
