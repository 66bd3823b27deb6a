"""A certificate of the house: what it is good for, what is kept, what is refused."""

import ssl
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socketpair

import pytest

from config.errors import BadInput
from hotline.certificates import Made, expiry, make

NOW = datetime.now(UTC)


def made(folder: Path, *names: str, days: int = 30) -> Made:
    return make(folder, names or ("hotline.city.lan", "127.0.0.1"), days=days, now=NOW)


def shake(one: Made, name: str, authority: Path | None = None) -> None:
    """A TLS handshake in this process: a client that trusts the authority and wants ``name``."""
    server, client = socketpair()
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(one.certificate, one.key)
    ours = ssl.create_default_context(cafile=str(authority or one.authority))

    def serve() -> None:
        try:
            theirs.wrap_socket(server, server_side=True).close()
        except OSError:
            server.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        ours.wrap_socket(client, server_hostname=name).close()
    finally:
        client.close()
        thread.join(5)


def test_a_client_that_trusts_the_authority_takes_each_name(tmp_path: Path) -> None:
    one = made(tmp_path)
    for name in one.names:
        shake(one, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(one, "other.city.lan")


def test_the_authority_stays_and_the_certificate_is_renewed(tmp_path: Path) -> None:
    first = made(tmp_path)
    trusted = tmp_path / "installed.crt"
    trusted.write_bytes(first.authority.read_bytes())
    before = first.certificate.read_bytes()
    second = made(tmp_path, "10.20.0.5", "*.city.lan", days=60)
    assert second.certificate.read_bytes() != before
    shake(second, "10.20.0.5", trusted)
    assert abs(expiry(second.certificate) - (NOW + timedelta(days=60))) < timedelta(seconds=1)


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    one = made(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in (one.key, tmp_path / "authority.key")} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["authority.crt", "authority.key", "hotline.crt", "hotline.key"]


@pytest.mark.parametrize("name", ["two words", "-x.lan", "", "10.20.0.256", "城市.lan", "a..b", "x" * 64])
def test_a_name_that_is_none_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        made(tmp_path / "tls", name)
    assert not (tmp_path / "tls").exists()


@pytest.mark.parametrize("days", [0, 826])
def test_a_validity_that_clients_refuse_is_refused_here(tmp_path: Path, days: int) -> None:
    with pytest.raises(BadInput, match="825"):
        made(tmp_path, days=days)


def test_an_authority_that_is_broken_is_not_replaced(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "authority.key").write_text("no key")
    with pytest.raises(BadInput, match="Restore both"):
        made(tmp_path)
    (tmp_path / "authority.key").unlink()
    with pytest.raises(BadInput, match="Restore both"):
        made(tmp_path)


def test_the_key_of_another_authority_is_noticed(tmp_path: Path) -> None:
    made(tmp_path / "a")
    made(tmp_path / "b")
    (tmp_path / "b" / "authority.key").replace(tmp_path / "a" / "authority.key")
    with pytest.raises(BadInput, match="not the key"):
        made(tmp_path / "a")


def test_what_is_no_certificate_has_no_expiry(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="hotline cert"):
        expiry(tmp_path / "absent.crt")


def test_the_command_says_where_each_file_goes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hotline.cli", "cert", "--folder", str(tmp_path), "--host", "hotline.city.lan"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    for word in ("hotline.city.lan", "authority.crt", f'certificate = "{tmp_path / "hotline.crt"}"', "private_key"):
        assert word in done.stdout
