"""What a proposal says, as one canonical text: that is what is kept encrypted, and what its digest is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.outsourcing.model.canonical import canonical
from shared.encryption import new_secret
from shared.messages.outsourcing.proposals import ProposalFile
from shared.messages.outsourcing.terms import ProposalContent
from shared.messages.wire import decode, from_plain, to_plain

SALT_BYTES = 16


@dataclass(frozen=True)
class Written:
    """
    What stands in a version of a proposal.

    salt: random, so that nobody who knows all but the amount finds it by trying which one gives the digest.
    """

    content: ProposalContent
    files: tuple[ProposalFile, ...]
    salt: str

    @property
    def canonical(self) -> str:
        """As the JSON Canonicalization Scheme (RFC 8785) has it: the same content is always the same text."""
        plain = {"content": to_plain(self.content), "files": to_plain(list(self.files)), "salt": self.salt}
        return canonical(plain)


def write_content(content: ProposalContent, files: Sequence[ProposalFile]) -> Written:
    """With a new salt."""
    return Written(content, tuple(files), new_secret(SALT_BYTES))


def read_content(canonical: str) -> Written:
    """
    What `canonical` gave, also of an older version of the platform.

    Raises:
        Unreadable: it is none.
    """
    plain: Any = decode(canonical)
    files = from_plain(plain["files"], list[ProposalFile])
    return Written(from_plain(plain["content"], ProposalContent), tuple(files), plain["salt"])
