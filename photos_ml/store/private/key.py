"""From a passphrase to the key that all that is private is sealed with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from photos_ml.errors import UsageError
from photos_ml.store.database import Database
from photos_ml.store.private.second_copy import FOLDER, KeptKey, read_copy

COST = 1 << 16
"""Of scrypt, with blocks of 8: 64 MB and a quarter of a second for each passphrase that is tried."""
LARGEST_COST = 1 << 20
BLOCKS = 8
KEY_BYTES = SALT_BYTES = 32
NONCE_BYTES = 12
SHORTEST = 8
"""Characters of a passphrase."""
LONGEST = 1000
PIECES, PICTURES = "photos-ml private pieces 1", "photos-ml private pictures 1"
COPY = "photos-ml private copy 1"
"""What keys are made for out of the one key."""
_KEY = b"photos-ml private key 1"


class WrongPassphraseError(UsageError):
    """Another passphrase than the one that the key was closed with."""

    def __init__(self) -> None:
        super().__init__("that is not the passphrase", hint="try again; nothing else opens what is private")


class NotSetUpError(UsageError):
    """No passphrase was ever chosen here."""

    def __init__(self) -> None:
        hint = "choose a passphrase: photos-ml private passphrase"
        super().__init__("nothing is private here yet", hint=hint)


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals bytes and opens them again (AES-256-GCM): what is opened under another name, or was changed, is
    refused."""

    key: bytes

    def seal(self, content: bytes, name: bytes) -> bytes:
        """Nonce and sealed content; never the same twice."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, content, name)

    def open(self, sealed: bytes, name: bytes) -> bytes | None:
        """What was sealed under this name; None where that is not it."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name)
        except (InvalidTag, ValueError):
            return None

    def made_for(self, purpose: str) -> Cipher:
        """A key of its own for one purpose."""
        from blake3 import blake3

        return Cipher(blake3(self.key, derive_key_context=purpose).digest())


def has_key(database: Database) -> bool:
    """Whether a passphrase was ever chosen."""
    return kept_key(database) is not None


def kept_key(database: Database) -> KeptKey | None:
    """How the key is opened: as the library has it or, where that was lost, the copy beside it."""
    rows = database.query("SELECT * FROM private_key")
    if not rows:
        found = read_copy(database.folder / FOLDER)
        return found and found[0]
    (row,) = rows
    return KeptKey(row["cost"], *(bytes(row[name]).hex() for name in ("salt", "sealed", "marking")))


def keep_key(database: Database, key: KeptKey) -> None:
    """Put it into the library; inside the caller's transaction."""
    database.execute(
        "INSERT OR REPLACE INTO private_key (id, cost, salt, sealed, marking) VALUES (1, ?, ?, ?, ?)",
        (key.cost, *map(bytes.fromhex, (key.salt, key.sealed, key.marking))),
    )


def make_key(database: Database, passphrase: str) -> Cipher:
    """A new key behind a passphrase, inside the caller's transaction; UsageError for a short one."""
    cipher = Cipher(secrets.token_bytes(KEY_BYTES))
    _keep(database, cipher, passphrase, secrets.token_bytes(KEY_BYTES))
    return cipher


def open_key(database: Database, passphrase: str) -> Cipher:
    """The key; WrongPassphraseError, or NotSetUpError."""
    kept = kept_key(database)
    if kept is None:
        raise NotSetUpError
    behind = _behind(passphrase, bytes.fromhex(kept.salt), min(kept.cost, LARGEST_COST))
    key = behind.open(bytes.fromhex(kept.sealed), _KEY)
    if key is None:
        raise WrongPassphraseError
    return Cipher(key)


def close_anew(database: Database, cipher: Cipher, passphrase: str) -> None:
    """From now on another passphrase opens the same key; UsageError for one that is too short."""
    _keep(database, cipher, passphrase, database.scalar("SELECT marking FROM private_key"))


def check_passphrase(passphrase: str) -> None:
    """UsageError for one that is too short to keep anything, or none that anybody types."""
    if len(passphrase) < SHORTEST:
        hint = "several words are easy to remember and hard to guess"
        raise UsageError(f"a passphrase has {SHORTEST} characters or more", hint=hint)
    if len(passphrase) > LONGEST:
        raise UsageError(f"a passphrase has {LONGEST} characters at most", hint="choose a shorter one")


def _keep(database: Database, cipher: Cipher, passphrase: str, marking: bytes) -> None:
    check_passphrase(passphrase)
    salt = secrets.token_bytes(SALT_BYTES)
    sealed = _behind(passphrase, salt, COST).seal(cipher.key, _KEY)
    keep_key(database, KeptKey(COST, salt.hex(), sealed.hex(), marking.hex()))


def _behind(passphrase: str, salt: bytes, cost: int) -> Cipher:
    """The key that a passphrase is: the same word typed on two systems is the same."""
    import unicodedata

    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return Cipher(Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=BLOCKS, p=1).derive(typed))
