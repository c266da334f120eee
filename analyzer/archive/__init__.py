"""The archive: an index of articles already published, to compare new ones with."""

from analyzer.archive.delete import remove
from analyzer.archive.insert import add, rebuild
from analyzer.archive.lookup import Archived, look_up
from analyzer.archive.store import Archive, open_archive

__all__ = ["Archive", "Archived", "add", "look_up", "open_archive", "rebuild", "remove"]
