"""What is known of the bytes of a file once they have been read."""

import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK = 1 << 16


@dataclass
class Digest:
    """How many bytes have been read, and the hash of all of them."""

    size: int = 0
    hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, data: bytes) -> None:
        self.size += len(data)
        self.hash.update(data)

    def add_rest(self, file: BinaryIO) -> None:
        """Add all that has not been read yet."""
        while chunk := file.read(CHUNK):
            self.add(chunk)

    @property
    def sha256(self) -> str:
        return self.hash.hexdigest()
