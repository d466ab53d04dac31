"""Personal data at rest: encrypted with keys that rotate, found again by a keyed digest."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Cipher:
    """
    Encrypts texts with the newest key and decrypts with any (Fernet: AES-128-CBC with HMAC-SHA256).

    Raises:
        ValueError: on creation, no key or one that isn't a Fernet key.
    """

    def __init__(self, keys: Sequence[str], hash_key: str) -> None:
        if not keys or not hash_key:
            raise ValueError("LINLI_ENCRYPTION_KEYS and LINLI_HASH_KEY must be set")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._newest = Fernet(keys[0])
        self._hmac = hmac.new(hash_key.encode(), digestmod=hashlib.sha256)

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """
        Raises:
            ValueError: made with a key that is gone, or not ours.
        """
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise ValueError("no key decrypts this") from None

    def is_newest(self, token: str) -> bool:
        """Whether a text is encrypted with the newest key."""
        try:
            self._newest.decrypt(token.encode())
        except InvalidToken:
            return False
        return True

    def rotate(self, token: str) -> str:
        """
        The same text under the newest key.

        Raises:
            InvalidToken: made with a key that is gone, or not ours.
        """
        return self._fernet.rotate(token.encode()).decode()

    def digest(self, text: str) -> str:
        """A keyed digest (HMAC-SHA256, hex): equal for equal texts, useless without the key."""
        begun = self._hmac.copy()
        begun.update(text.encode())
        return begun.hexdigest()


def new_secret(bytes_of_entropy: int = 32) -> str:
    """A random secret, URL-safe."""
    return secrets.token_urlsafe(bytes_of_entropy)


def secret_digest(secret: str) -> str:
    """How a random secret is kept (SHA-256): at 128 random bits and more, a slow hash adds nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, digest: str) -> bool:
    """Whether a secret is the one kept, compared in constant time."""
    return hmac.compare_digest(secret_digest(secret), digest)
