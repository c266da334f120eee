"""Giving memory back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give what is free back to the system, where the C library can.

    That of GNU keeps it after a great deal of work, cut into pieces that the next
    great deal may not fit in; so two would take the memory of both.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
