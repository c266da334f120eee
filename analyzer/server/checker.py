"""The language server: it checks the open documents as they change."""

from __future__ import annotations

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

import lsprotocol.types as lsp
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from analyzer.checks.workspace import Stopped
from analyzer.errors import AnalyzerError, format_exception
from analyzer.server.documents import NAME, Shown, path_of, show
from analyzer.server.positions import TextPositions
from analyzer.server.projects import Projects
from analyzer.version import __version__

if TYPE_CHECKING:
    from pygls.workspace import TextDocument

    from analyzer.checks.workspace import Workspace

# Seconds before the document that one types in is checked, and before the others are.
SHORT, LONG = 0.02, 0.5


class Server(LanguageServer):
    """Checks the open documents, one at a time, in a thread.

    A change stops the check of the former text, and only the result for the text that the
    client has is published.

    Attributes
    ----------
    shown : dict of str to Shown
        What was last published of each document.
    """

    def __init__(self) -> None:
        # pygls applies partial changes by lines that end at more than LF, CRLF and CR.
        full = lsp.TextDocumentSyncKind.Full
        super().__init__(NAME, __version__, text_document_sync_kind=full)
        self.shown: dict[str, Shown] = {}
        self._projects = Projects(())
        self._folder = ""
        self._waiting: dict[str, float] = {}
        self._is_stale = False
        self._running: asyncio.Task[None] | None = None
        self._pool = ThreadPoolExecutor(1, "check")
        self._last_error = ""
        self._logged: set[str] = set()

    def begin(self, params: lsp.InitializeParams) -> None:
        """Take over the folders that the client has opened."""
        named = [folder.uri for folder in params.workspace_folders or ()]
        named = named or [uri for uri in [params.root_uri] if uri]
        self.set_folders([path for uri in named if (path := to_fs_path(uri))])
        with suppress(OSError):  # messages name files from the current folder on
            os.chdir(self._folder or os.curdir)

    def set_folders_of_workspace(self) -> None:
        """Check the files of the folders that the client has open now."""
        folders = self.workspace.folders
        self.set_folders([path for uri in folders if (path := to_fs_path(uri))])

    def set_folders(self, folders: list[str]) -> None:
        """Check the files of some folders from now on."""
        self._projects = Projects(folders)
        self._folder = folders[0] if folders else ""

    def document(self, uri: str) -> TextDocument | None:
        """Return an open document; None if the client has closed it."""
        documents: dict[str, TextDocument] = self.workspace.text_documents
        return documents.get(unquote(uri))

    def paths(self) -> dict[str, str]:
        """Return the path of each open document that is checked, by its address."""
        named = {
            document.uri: path_of(document.uri, document.language_id or "", self._folder)
            for document in list(self.workspace.text_documents.values())
        }
        return {uri: path for uri, path in named.items() if path}

    def is_supported(self, capability: str) -> bool:
        """Return whether the client has a capability."""
        return bool(get_capability(self.client_capabilities, capability, default=False))

    def schedule(self, uri: str, *, is_stale: bool = False) -> None:
        """Check a document soon and the other open ones later.

        Parameters
        ----------
        uri : str
        is_stale : bool
            Whether files may have changed on disk.
        """
        self._is_stale |= is_stale
        now = asyncio.get_running_loop().time()
        for other in self.paths():
            self._waiting[other] = now + (SHORT if other == uri else LONG)
        if self._waiting and (self._running is None or self._running.done()):
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Check what is waiting, what is due first at first."""
        now = asyncio.get_running_loop().time
        while self._waiting:
            uri = min(self._waiting, key=self._waiting.__getitem__)
            wait = self._waiting[uri] - now()
            if wait > 0:
                await asyncio.sleep(min(wait, SHORT))
                continue
            del self._waiting[uri]
            if document := self.document(uri):
                await self._check(document)

    async def _check(self, document: TextDocument) -> None:
        """Check a document and publish what was found, unless it has changed meanwhile."""
        uri, text, version = document.uri, document.source, document.version
        paths = self.paths()
        texts = {
            path: one.source for other, path in paths.items() if (one := self.document(other))
        }
        loop = asyncio.get_running_loop()
        try:
            shown = await loop.run_in_executor(self._pool, self._find, uri, paths[uri], texts)
        except Stopped:
            return
        except AnalyzerError as error:
            self._complain(str(error))
            return
        except Exception as error:
            logging.getLogger(__name__).exception("a check failed")
            self._complain(f"Analyzer failed; please report this: {format_exception(error)}")
            return
        self._last_error = ""
        if self._has(uri, text):
            self.shown[uri] = shown
            related = self.is_supported("text_document.publish_diagnostics.related_information")
            self.publish(uri, shown.diagnostics(related=related), version)

    def _find(self, uri: str, path: str, texts: dict[str, str]) -> Shown:
        """Return what is found in a document; called in the thread of the checks."""
        if self._is_stale:
            self._is_stale = False
            self._projects.refresh()
        workspace = self._projects.of(path, texts)
        result = workspace.check_file(path, lambda: not self._has(uri, texts[path]))
        self._log(workspace)
        encoding = self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16
        return show(
            path,
            texts[path],
            result.annotations,
            lambda source: TextPositions(workspace.text(source), encoding),
            workspace.article,
        )

    def publish(
        self, uri: str, diagnostics: list[lsp.Diagnostic], version: int | None = None
    ) -> None:
        """Show findings in the client."""
        params = lsp.PublishDiagnosticsParams(uri, diagnostics, version)
        self.text_document_publish_diagnostics(params)

    def _has(self, uri: str, text: str) -> bool:
        """Return whether a text is the one that the client has."""
        document = self.document(uri)
        return document is not None and document.source == text

    def _complain(self, message: str) -> None:
        """Show an error, once until a check succeeds or another error occurs."""
        if message != self._last_error:
            self._last_error = message
            error = lsp.MessageType.Error
            self.window_show_message(lsp.ShowMessageParams(error, f"Analyzer: {message}"))

    def _log(self, workspace: Workspace) -> None:
        """Write to the client's log what could not be read, each once."""
        for problem in map(str, workspace.problems):
            if problem not in self._logged:
                self._logged.add(problem)
                params = lsp.LogMessageParams(lsp.MessageType.Warning, problem)
                self.window_log_message(params)
