"""The certificate by which phones know this machine: made here, signed by itself, kept once for its user.

No authority that browsers trust signs for an address at home, so a phone warns the first time. What can be
told apart from a stranger's is the SHA-256 fingerprint: shown here, and by the phone's browser. So that it
stays what was compared, a certificate is kept for as long as browsers take one, whichever address the machine
has meanwhile; its key is in no library, and in no backup of one.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.running import read_own_file, write_own_file
from photos_ml.config import user_dir
from photos_ml.errors import LibraryError

if TYPE_CHECKING:
    from cryptography import x509

FOLDER, FILE = "lan", "certificate.pem"
DAYS = 800
"""Apple's limit for certificates of servers is 825."""
DAYS_LEFT = 30
"""With fewer, another one is made."""
NAME = "photos-ml"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key in one file, for this user alone."""

    path: Path
    fingerprint: str
    """SHA-256 of the certificate, as browsers write it: 'AB:CD:...'."""
    is_new: bool

    def context(self) -> ssl.SSLContext:
        """For a server: TLS 1.2 and 1.3."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.path)
        return context


def own_certificate(address: str, folder: Path | None = None) -> Certificate:
    """The one that is kept, or a new one where none is, or it ends soon, or others could have read its key.
    LibraryError where it cannot be kept."""
    path = (folder or user_dir() / FOLDER) / FILE
    kept = _kept(path)
    if kept is not None:
        return Certificate(path, _fingerprint(kept), is_new=False)
    made, content = _made(address)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_own_file(path, content)
    except OSError as error:
        raise LibraryError(
            f"the certificate cannot be kept in {path.parent}: {error.strerror}",
            hint="check its permissions and the free space",
        ) from error
    return Certificate(path, _fingerprint(made), is_new=True)


def _kept(path: Path) -> x509.Certificate | None:
    """The certificate in the file; None where it is to be made anew."""
    from cryptography import x509

    content = read_own_file(path)
    if content is None:
        return None
    try:
        found = x509.load_pem_x509_certificate(content)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)  # that the key is there, and is its own
    except (ValueError, OSError):
        return None
    ends = found.not_valid_after_utc - timedelta(days=DAYS_LEFT)
    return found if found.not_valid_before_utc <= datetime.now(UTC) < ends else None


def _made(address: str) -> tuple[x509.Certificate, bytes]:
    """A certificate for the address, and the file with it and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # of a phone whose clock is behind
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(addresses, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made, private + made.public_bytes(Encoding.PEM)


def _fingerprint(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives import hashes

    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
