from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.crypto.keyring import Keyring
from caseflow.crypto.tokens import Tokenizer, normalise
from tests.crypto.rows import NOW, Vault, make_vault, open_keyring


class Root:
    """A keyring as far as tokens need one."""

    token_root = bytes(range(32))


FROZEN = {
    ("case-names", 32): {"": 2551943103, "ada": 1909756997, "Ω": 922975891},
    ("screening", 64): {
        "": -7907240712028839974,
        "ada": -6235158732162647979,
        "Ω": -2692429584275725536,
    },
}


@pytest.mark.parametrize(("kind", "tokens"), FROZEN.items())
def test_tokens_are_frozen_since_tables_hold_them(kind, tokens):
    purpose, bits = kind
    tokenizer = Tokenizer(Root(), purpose, bits=bits)
    assert {value: tokenizer.token(value) for value in tokens} == tokens


@given(st.text(st.characters()), st.sampled_from([8, 32, 63, 64]))
def test_every_token_fits_a_signed_64_bit_column(value, bits):
    token = Tokenizer(Root(), "p", bits=bits).token(value)
    assert -(2**63) <= token < 2**63
    assert bits == 64 or 0 <= token < 2**bits


def test_32_bits_are_used_evenly():
    tokenizer = Tokenizer(Root(), "p", bits=32)
    tokens = [tokenizer.token(str(number)) for number in range(2000)]
    assert len(set(tokens)) == 2000
    assert 850 < sum(token >> 31 for token in tokens) < 1150


def test_another_purpose_or_length_gives_other_tokens():
    tokens = [
        Tokenizer(Root(), purpose, bits=bits).token("ada") >> (bits - 8)
        for purpose in ("a", "b", "c", "d", "e")
        for bits in (32, 63)
    ]
    assert len(set(tokens)) > 6


@pytest.mark.parametrize("bits", [0, 7, 65])
def test_a_token_has_8_to_64_bits(bits):
    with pytest.raises(ValueError, match="64 bits"):
        Tokenizer(Root(), "p", bits=bits)


@pytest.fixture
def second(databases, tmp_path):
    with databases.fresh("sqlite") as url:
        yield make_vault(url, tmp_path / "second")


def test_two_installations_share_no_token(lite: Vault, second: Vault):
    values = [f"name {number}" for number in range(500)]
    one, other = (
        {Tokenizer(vault.keyring, "screening").token(value) for value in values}
        for vault in (lite, second)
    )
    assert not one & other


def test_one_installation_always_gives_the_same_token(vault: Vault):
    fresh = open_keyring(vault.folder)
    with vault.session() as session:
        fresh.start(session, now=NOW)
    names = Tokenizer(vault.keyring, "screening"), Tokenizer(fresh, "screening")
    assert names[0].token("ada") == names[1].token("ada")


def test_tokens_need_a_started_keyring():
    with pytest.raises(RuntimeError, match="started"):
        Tokenizer(Keyring({}), "screening").token("ada")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "JOSE\u0301"),
        ("Straße", "STRASSE"),
        ("ﬁnch", "Finch"),
        ("  Two \t words\n", "two words"),
        ("Ｆｕｌｌ", "full"),
        ("a\u00a0b", "A B"),
    ],
)
def test_what_looks_equal_is_made_equal(one, other):
    assert normalise(one) == normalise(other)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)
