"""Mail leaves through a real mail server: encrypted, signed in to, or not at all."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import config
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.jobs.purposes import JobPurpose
from caseflow.machinery import mail, the_post
from caseflow.notices.mailing import Post
from tests.support.site import Site

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
HOST = "127.0.0.1"
USER, PASSWORD = "caseflow", "made up for this test"  # pragma: allowlist secret
NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


class Inbox:
    """What the server took in, and who had signed in to hand it over."""

    def __init__(self) -> None:
        self.messages: list[SimpleNamespace] = []

    async def handle_DATA(  # noqa: N802 - the library calls it by this name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one message."""
        signed_in = getattr(session.auth_data, "login", b"").decode()
        self.messages.append(
            SimpleNamespace(
                to=envelope.rcpt_tos, text=envelope.content, encrypted=session.ssl, by=signed_in
            )
        )
        return "250 OK"


def knows(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> Any:
    """Sign in whoever has the one name and password."""
    right = isinstance(given, LoginPassword) and given == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=right, handled=False, auth_data=given if right else None)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def serving(certificate: Path, encryption: str) -> Iterator[tuple[int, Inbox]]:
    """A mail server on a free port of this machine; it takes nothing from strangers."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    inbox = Inbox()
    asks: dict[str, Any] = {"authenticator": knows, "auth_required": True}
    if encryption == "starttls":
        asks |= {"tls_context": context, "require_starttls": True}
    elif encryption == "tls":
        asks |= {"auth_require_tls": False}  # it is encrypted from the first byte
    else:
        asks = {}
    outer = context if encryption == "tls" else None
    server = Controller(inbox, hostname=HOST, port=free_port(), ssl_context=outer, **asks)
    server.start()
    try:
        yield server.port, inbox
    finally:
        server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def post(folder: Path, port: int, encryption: str, password: str | None = PASSWORD) -> Post:
    """The mail of a home whose settings name this server."""
    signed_in = f'mail_user = "{USER}"\nmail_password = "{password}"\n' if password else ""
    folder.joinpath("settings.toml").write_text(
        f'mail_server = "{HOST}"\nmail_port = {port}\nmail_encryption = "{encryption}"\n'
        f'mail_sender = "caseflow@example.org"\n{signed_in}'
    )
    folder.joinpath("settings.toml").chmod(0o600)
    return the_post(config.load({"CASEFLOW_HOME": str(folder)}))


def carry(post: Post) -> None:
    """Mail something to somebody, in letters that are no ASCII."""
    words = "Ouvrez une session, s’il vous plaît"
    post.carry(post.letter("senior@example.org", "Something waits", words, now=NOW))


def address(site: Site, name: str) -> None:
    """Give somebody an address for mail."""
    with site.house.system() as session:
        user = session.get_one(User, site.people[name].user_id)
        with act(session, AccountAct.PERSON_CHANGED, thing=user):
            user.email = conceal(f"{name}@example.org")
        session.commit()


def mail_from(site: Site, leaving: Post) -> None:
    """Mail what waits, as the job does."""
    with site.house.system(JobPurpose.JOBS) as session:
        mail(session, leaving)


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_mail_is_encrypted_and_signed_in_to(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encryption: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(certificate, encryption) as (port, inbox):
        carry(post(tmp_path, port, encryption))
    (message,) = inbox.messages
    assert message.to == ["senior@example.org"]
    assert message.by == USER
    assert message.encrypted or encryption == "tls"
    assert b"From: caseflow@example.org" in message.text
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_wrong_password_hands_nothing_over_and_is_tried_again(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encryption: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(certificate, encryption) as (port, inbox), pytest.raises(OSError) as wrong:
        carry(post(tmp_path, port, encryption, "another one"))
    assert "another one" not in str(wrong.value)
    assert inbox.messages == []


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(
    certificate: Path, tmp_path: Path, encryption: str
) -> None:
    with (
        serving(certificate, encryption) as (port, inbox),
        pytest.raises(OSError, match="certificate"),
    ):
        carry(post(tmp_path, port, encryption))
    assert inbox.messages == []


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_server_without_encryption_gets_neither_password_nor_mail(
    certificate: Path, tmp_path: Path, encryption: str
) -> None:
    with serving(certificate, "none") as (port, inbox), pytest.raises(OSError):
        carry(post(tmp_path, port, encryption))
    assert inbox.messages == []


def test_without_encryption_mail_goes_to_this_machine_only(
    certificate: Path, tmp_path: Path
) -> None:
    with serving(certificate, "none") as (port, inbox):
        carry(post(tmp_path, port, "none", password=None))
    assert len(inbox.messages) == 1
    settings = tmp_path / "settings.toml"
    for elsewhere in ("mail.example.org", "192.0.2.7", "::", "localhost.example.org"):
        settings.write_text(f'mail_server = "{elsewhere}"\nmail_encryption = "none"\n')
        with pytest.raises(config.ConfigError, match="mail_encryption"):
            config.load({"CASEFLOW_HOME": str(tmp_path)})


def test_what_waits_is_mailed_once_and_what_fails_waits(
    site: Site, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address(site, "senior")
    reference = site.log()
    site.as_("officer").sent(
        f"/cases/{reference}/hand-over",
        {"to": str(site.people["senior"].user_id), "reason": "Leave"},
    )
    with serving(certificate, "starttls") as (port, inbox):
        leaving = post(tmp_path, port, "starttls")
        mail_from(site, leaving)  # nobody vouches for the server yet
        assert inbox.messages == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mail_from(site, leaving)
        mail_from(site, leaving)
    (message,) = inbox.messages
    assert reference.encode() not in message.text
