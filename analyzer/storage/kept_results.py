"""Results of comparisons that one check keeps for the next, each under a name.

Every user of a kept result stores with it what it depends on, and takes it only where that
is the same: a kept result is never wrong, only of no use. What cannot be read is not there.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from analyzer.errors import WriteError
from analyzer.storage.atomic import remove_stale
from analyzer.storage.codec import decode, encode
from analyzer.storage.groups import Group, GroupWriter, read_groups

SUFFIX = ".compared"
KEY_BYTES = 20


class KeptResults:
    """What an earlier check has kept, and what this one keeps in its place.

    Parameters
    ----------
    folder : Path
        The folder of the cache.
    salted : bytes
        A hash of everything that all results depend on: settings and program.
    """

    def __init__(self, folder: Path, salted: bytes) -> None:
        self._folder, self._salted = folder, salted
        self._files = list(folder.glob(f"*{SUFFIX}"))
        self._former: dict[bytes, Group] = {
            group.keys[0]: group
            for path in self._files
            for group in read_groups(path)
            if group.keys
        }
        self._values: dict[str, Any] = {}
        self._by_key: dict[str, KeptValues] = {}
        self._has_new = False

    def get(self, name: str) -> Any:
        """Return what an earlier check has kept under a name; None if there is nothing."""
        group = self._former.get(self._key(name))
        if group is None:
            return None
        try:
            return decode(group.value(0))
        except (OSError, ValueError):
            return None

    def by_key(self, name: str) -> KeptValues:
        """Return the values that are kept under a name, each by a key of its own."""
        if name not in self._by_key:
            # Rules run at the same time: the first one counts.
            self._by_key.setdefault(name, KeptValues(self.get(name)))
        return self._by_key[name]

    def put(self, name: str, value: Any, *, is_new: bool) -> None:
        """Keep a value for the next check.

        Parameters
        ----------
        name : str
        value : object
            Plain values, lists and arrays.
        is_new : bool
            Whether it differs from what was kept.
        """
        self._values[name] = value
        self._has_new |= is_new

    def finish(self) -> None:
        """Let other runs find what this one has kept, in place of what there was."""
        for name, values in self._by_key.items():
            self.put(name, values.plain(), is_new=values.has_changed)
        if not self._has_new:
            return
        with suppress(OSError, WriteError):
            writer = GroupWriter(self._folder, SUFFIX)
            for name, value in self._values.items():
                writer.add([self._key(name)], [encode(value)])
            writer.finish()
            for path in self._files:
                path.unlink(missing_ok=True)
            remove_stale(self._folder, "*.part")

    def _key(self, name: str) -> bytes:
        import hashlib

        return hashlib.blake2b(self._salted + name.encode(), digest_size=KEY_BYTES).digest()


class KeptValues:
    """Values by keys: hashes of `KEY_BYTES` bytes of all that each value depends on.

    Parameters
    ----------
    former : list or None
        What an earlier check has kept, as `plain` returns it.
    """

    def __init__(self, former: Any) -> None:
        keys, values = former or (b"", [])
        starts = range(0, len(keys), KEY_BYTES)
        every = [keys[at : at + KEY_BYTES] for at in starts]
        self._former: dict[bytes, Any] = dict(zip(every, values, strict=True))
        self._known: dict[bytes, Any] = {}

    def find(self, key: bytes) -> Any:
        """Return the value of a key, and keep it for the next check; None if unknown."""
        if key in self._former:
            self._known[key] = self._former[key]
        return self._known.get(key)

    def add(self, key: bytes, value: Any) -> None:
        """Keep a value, which is not None."""
        self._known[key] = value

    @property
    def has_changed(self) -> bool:
        """Whether other keys were found or added than an earlier check has kept."""
        return self._known.keys() != self._former.keys()

    def plain(self) -> list[Any]:
        """Return what was found and added, and nothing else, as plain values."""
        return [b"".join(self._known), list(self._known.values())]
