"""``hotline cert``: a certificate for an intranet, signed by an authority of the city's own (RFC 5280).

Browsers give the microphone to secure pages alone, and softphones speak TLS to kamailio; where no public authority reaches,
the house makes one. The authority is made once and kept, so that the agents' machines trust every later certificate too.
"""

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.errors import BadInput
from config.settings import Settings

AUTHORITY_DAYS = 3650
LONGEST_DAYS = 825
"""What the strictest of today's clients still take from a server."""
BACKDATED = timedelta(hours=1)  # clocks in an intranet differ
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Made:
    """Where the files stand: ``authority`` goes to the agents' machines, ``certificate`` and ``key`` to the servers."""

    authority: Path
    certificate: Path
    key: Path
    names: tuple[str, ...]
    until: datetime


def make(folder: Path, names: Iterable[str], *, days: int, now: datetime) -> Made:
    """A server certificate for host names and addresses, by the folder's authority, which is made where there is none.

    Raises BadInput for names that are none, for too long a validity, and for an authority's files that cannot be read.
    """
    wanted = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not wanted or not 1 <= days <= LONGEST_DAYS:
        raise BadInput(
            f"No certificate for {len(wanted)} names and {days} days.", f"Name a host with --host; 1 to {LONGEST_DAYS} days."
        )
    alternatives = x509.SubjectAlternativeName([_general(name) for name in wanted])
    folder.mkdir(parents=True, exist_ok=True)
    authority_key, authority = _authority(folder, now)
    key = ec.generate_private_key(ec.SECP256R1())
    until = min(now + timedelta(days=days), authority.not_valid_after_utc)
    certificate = (
        _builder(key, _named(wanted[0][:64]), authority.subject, now, until)
        .add_extension(alternatives, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(server=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    made = Made(folder / "authority.crt", folder / "hotline.crt", folder / "hotline.key", wanted, until)
    _write(made.key, _private(key), secret=True)
    _write(made.certificate, certificate.public_bytes(serialization.Encoding.PEM))
    return made


def expiry(path: Path) -> datetime:
    """When a PEM certificate ends (aware UTC). Raises BadInput where it cannot be read."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} is no certificate: {error}.", "Make one: hotline cert.") from None


def _authority(folder: Path, now: datetime) -> tuple[Key, x509.Certificate]:
    key_file, file = folder / "authority.key", folder / "authority.crt"
    if key_file.exists() or file.exists():
        return _kept(key_file, file)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("12345 hotline authority")
    certificate = (
        _builder(key, name, name, now, now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(server=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _private(key), secret=True)
    _write(file, certificate.public_bytes(serialization.Encoding.PEM))
    return key, certificate


def _kept(key_file: Path, file: Path) -> tuple[Key, x509.Certificate]:
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(
            f"The authority in {file.parent} cannot be read: {error}.", "Restore both files, or remove both."
        ) from None
    if not isinstance(key, Key) or certificate.public_key() != key.public_key():
        raise BadInput(f"{key_file} is not the key of {file}.", "Restore both files, or remove both.")
    return key, certificate


def _builder(key: Key, subject: x509.Name, issuer: x509.Name, now: datetime, until: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, server: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=server, key_cert_sign=not server, crl_sign=not server, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        pass
    labels = name.removeprefix("*.").split(".")
    if not all(_is_label(label) for label in labels) or labels[-1].isdigit():
        raise BadInput(f"{name!r} is neither a host name nor an address.", "Write hotline.city.lan or 10.20.0.5.")
    return x509.DNSName(name)


def _is_label(label: str) -> bool:
    plain = label.replace("-", "a")
    return 0 < len(label) < 64 and plain.isascii() and plain.isalnum() and "-" not in (label[0], label[-1])


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip


def _write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Replace a file in one step; a key is never readable for others, not for a moment."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644), "wb") as file:
        file.write(data)
    fresh.replace(path)


def default_names(settings: Settings) -> tuple[str, ...]:
    """What the service is reached by as far as it knows: this machine's name, its addresses, and the loopback."""
    ours = (settings.web.host, settings.sip.host, settings.sip.advertised_host or "")
    reachable = tuple(name for name in ours if name not in ("", "0.0.0.0", "::"))
    return tuple(dict.fromkeys((socket.gethostname(), *reachable, "localhost", "127.0.0.1")))


def in_words(made: Made) -> str:
    return "\n".join(
        (
            f"Certificate for {', '.join(made.names)}, valid until {made.until:%Y-%m-%d}.",
            f"Install on the agents' machines as a trusted authority: {made.authority}",
            f"Keep secret, and keep: {made.authority.with_suffix('.key')} (signs the next certificate)",
            "For the pages, in hotline.toml:",
            f'  [web]\n  certificate = "{made.certificate}"\n  key = "{made.key}"',
            f"For kamailio, in tls.cfg:\n  certificate = {made.certificate}\n  private_key = {made.key}",
        )
    )
