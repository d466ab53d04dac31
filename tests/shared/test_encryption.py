import pytest
from cryptography.fernet import Fernet

from shared.encryption import Cipher, is_secret, new_secret, secret_digest

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
NUMBER = "11010519491231002X"


def test_what_is_encrypted_is_read_again_and_looks_different_each_time() -> None:
    cipher = Cipher([NEW], "hash-key")
    tokens = {cipher.encrypt("陈华英") for _ in range(2)}

    assert len(tokens) == 2
    assert {cipher.decrypt(token) for token in tokens} == {"陈华英"}
    assert not any("陈华英" in token for token in tokens)


def test_a_new_key_encrypts_while_the_old_still_decrypts() -> None:
    rotating = Cipher([NEW, OLD], "hash-key")

    assert rotating.decrypt(Cipher([OLD], "hash-key").encrypt(NUMBER)) == NUMBER
    assert Cipher([NEW], "hash-key").decrypt(rotating.encrypt(NUMBER)) == NUMBER


def test_rotated_text_outlives_the_old_key() -> None:
    token = Cipher([NEW, OLD], "hash-key").rotate(Cipher([OLD], "hash-key").encrypt(NUMBER))

    assert Cipher([NEW], "hash-key").decrypt(token) == NUMBER


@pytest.mark.parametrize("token", ["", "x", "陈华英", Cipher([OLD], "hash-key").encrypt(NUMBER)])
def test_what_no_key_decrypts_is_a_value_error(token: str) -> None:
    with pytest.raises(ValueError, match="no key decrypts this"):
        Cipher([NEW], "hash-key").decrypt(token)


@pytest.mark.parametrize("keys, hash_key", [([], "hash-key"), ([NEW], ""), (["short"], "hash-key")])
def test_there_is_no_cipher_without_keys(keys: list[str], hash_key: str) -> None:
    with pytest.raises(ValueError, match=r"must be set|Fernet key"):
        Cipher(keys, hash_key)


def test_a_digest_finds_equal_texts_and_only_under_the_same_key() -> None:
    cipher = Cipher([NEW], "hash-key")

    assert cipher.digest(NUMBER) == Cipher([OLD], "hash-key").digest(NUMBER)
    assert cipher.digest(NUMBER) != cipher.digest(NUMBER[:-1] + "1")
    assert cipher.digest(NUMBER) != Cipher([NEW], "another").digest(NUMBER)


def test_a_secret_is_recognised_by_its_digest_alone() -> None:
    secret, other = new_secret(), new_secret()

    assert secret != other
    assert is_secret(secret, secret_digest(secret))
    assert not is_secret(other, secret_digest(secret))
    assert not is_secret("密钥", secret_digest(secret))
