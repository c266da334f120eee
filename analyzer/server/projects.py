"""The folders that are checked, each with its configuration, as documents are opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analyzer.checks.analyze import CheckRequest
from analyzer.checks.git import output_root
from analyzer.checks.workspace import Workspace
from analyzer.configuration import find_file, load_configuration
from analyzer.readers.files import is_below
from analyzer.rules.registry import check_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class _Project(msgspec.Struct):
    workspace: Workspace
    stamp: object


class Projects:
    """The workspaces of an editor: one for each folder with a configuration.

    A document belongs to the folder of the nearest configuration above it, or else to the
    folder that the editor has opened. Outside of those it is checked alone.

    Parameters
    ----------
    folders : sequence of str
        What the editor has opened.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = [os.path.normpath(folder) for folder in folders]
        self._projects: dict[str, _Project] = {}
        self._roots: dict[str, str] = {}

    def of(self, path: str, texts: Mapping[str, str]) -> Workspace:
        """Return the workspace of a file; it is read the first time.

        Parameters
        ----------
        path : str
        texts : mapping of str to str
            The open documents, by their paths.

        Raises
        ------
        SettingError
            If the configuration or the baseline is wrong.
        """
        root = self._root_of(path)
        if root not in self._projects:
            request, stamp = _request(root)
            self._projects[root] = _Project(Workspace(request), stamp)
        workspace = self._projects[root].workspace
        workspace.replace(
            {other: text for other, text in texts.items() if self._root_of(other) == root}
        )
        return workspace

    def refresh(self) -> None:
        """Read what has changed on disk, configurations among it.

        Raises
        ------
        SettingError
            If a configuration is wrong; the workspace remains as it was.
        """
        self._roots = {}
        for root, project in list(self._projects.items()):
            request, stamp = _request(root)
            if stamp == project.stamp:
                project.workspace.refresh()
                continue
            project.workspace, project.stamp = Workspace(request), stamp

    def _root_of(self, path: str) -> str:
        """Return the folder that a file is checked with, or the file itself."""
        folder = os.path.dirname(path)  # noqa: PTH120 - a string is the key
        if folder not in self._roots:
            self._roots[folder] = self._root(path)
        return self._roots[folder] or path

    def _root(self, path: str) -> str:
        """Return the folder that a file is checked with, empty where it is checked alone."""
        around = [folder for folder in self._folders if is_below(path, folder)]
        if not around:
            return ""
        folder = max(around, key=len)
        file = find_file([path])
        nearest = str(file.parent) if file else ""
        root = nearest if len(nearest) > len(folder) else folder
        # Nobody's articles are all files of a home folder, or of the machine.
        return "" if root in (str(Path.home()), os.path.abspath(os.sep)) else root  # noqa: PTH100


def _request(root: str) -> tuple[CheckRequest, object]:
    """Return the check of a folder or a file, and what differs when it has to be read anew."""
    configuration, file = load_configuration([root], {})
    check_rules(configuration.settings)
    above = str(file.resolve().parent) if file else ""
    request = CheckRequest((root,), configuration, output_root([root], above))
    return request, (file, configuration)
