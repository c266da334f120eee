"""The parts of a ZIP file from a stranger, within a budget."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import BinaryIO

from analyzer.readers.limits import Limits, TextBudget
from analyzer.readers.reader import UnreadableError

OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = 1  # the bit of a member's flags
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


class ZipParts:
    """The parts of a ZIP file by name; what is read counts against the limits on text.

    Parameters
    ----------
    stream : file object
        Of bytes; seekable.
    size : int
        How many bytes it has.
    limits : Limits
    kind : str
        What the file should be, for messages.
    outer : ZipParts, optional
        The file that it is a part of, whose budget it shares.

    Attributes
    ----------
    members : dict of str to ZipInfo
        Files only, in the order of the archive; the last of a name counts.

    Raises
    ------
    UnreadableError
        If it is no ZIP file, is damaged or encrypted.
    """

    def __init__(
        self,
        stream: BinaryIO,
        size: int,
        limits: Limits,
        kind: str,
        outer: ZipParts | None = None,
    ) -> None:
        self._kind = kind
        stream.seek(0)
        if stream.read(len(OLE)) == OLE:
            raise UnreadableError(
                f"encrypted, or in a format older than {kind}; save it as {kind} without a "
                "password"
            )
        try:
            self._archive = zipfile.ZipFile(stream)
        except DAMAGE as error:
            raise UnreadableError(f"not {kind}, or damaged: {_cause(error)}") from error
        self.members = {
            member.filename: member
            for member in self._archive.infolist()
            if not member.is_dir()
        }
        self._budget: TextBudget = outer._budget if outer else TextBudget(size, limits)

    def read(self, name: str) -> bytes:
        """Return the bytes of a part.

        Raises
        ------
        UnreadableError
            If it is missing, damaged or encrypted.
        LimitError
            If the parts that were read are too much for the file.
        """
        member = self.members.get(name)
        if member is None:
            raise UnreadableError(f"not {self._kind}: it has no part {name!r}")
        if member.flag_bits & ENCRYPTED:
            raise UnreadableError(f"encrypted; save it as {self._kind} without a password")
        self._budget.add(member.file_size)
        try:
            return self._archive.read(member)
        except (*DAMAGE, RuntimeError) as error:
            raise UnreadableError(f"the part {name!r} is damaged: {_cause(error)}") from error


def _cause(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def open_parts(data: bytes, limits: Limits, kind: str) -> ZipParts:
    """Return the parts of a document."""
    return ZipParts(BytesIO(data), len(data), limits, kind)
