"""An editor for the tests: a real client that starts the server and talks to it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import lsprotocol.types as lsp
from pygls.lsp.client import LanguageClient

PATIENCE = 60  # seconds; a loaded machine must not fail a test
ALL = lsp.ClientCapabilities(
    text_document=lsp.TextDocumentClientCapabilities(
        publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(related_information=True)
    ),
    workspace=lsp.WorkspaceClientCapabilities(
        did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        )
    ),
    window=lsp.WindowClientCapabilities(
        show_document=lsp.ShowDocumentClientCapabilities(support=True)
    ),
)


class Editor:
    """A client with a folder open; used with ``async with``.

    Attributes
    ----------
    published : list of PublishDiagnosticsParams
    messages : list of str
        What the server shows or logs.
    watched : list of str
        The patterns of the files that it wants to be reported.
    visited : list of ShowDocumentParams
        The locations that it asked to open.
    """

    def __init__(self, folder: Path | None, capabilities: lsp.ClientCapabilities = ALL) -> None:
        self.published: list[lsp.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.watched: list[str] = []
        self.visited: list[lsp.ShowDocumentParams] = []
        self._folder, self._capabilities = folder, capabilities
        self._news = asyncio.Event()
        self._versions: dict[str, int] = {}
        self.client = self._client()

    def _client(self) -> LanguageClient:
        client = LanguageClient("editor", "1")

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params: lsp.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self._news.set()

        @client.feature(lsp.WINDOW_SHOW_MESSAGE)
        @client.feature(lsp.WINDOW_LOG_MESSAGE)
        def _(params: lsp.ShowMessageParams | lsp.LogMessageParams) -> None:
            self.messages.append(params.message)
            self._news.set()

        @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def _(params: lsp.RegistrationParams) -> None:
            for one in params.registrations:
                options: Any = one.register_options
                self.watched += [w["globPattern"] for w in options["watchers"]]
            self._news.set()

        @client.feature(lsp.WINDOW_SHOW_DOCUMENT)
        def _(params: lsp.ShowDocumentParams) -> lsp.ShowDocumentResult:
            self.visited.append(params)
            self._news.set()
            return lsp.ShowDocumentResult(success=True)

        return client

    async def __aenter__(self) -> "Editor":
        await self.client.start_io(sys.executable, "-m", "analyzer", "server", cwd="/")
        folders = (
            [lsp.WorkspaceFolder(self._folder.as_uri(), self._folder.name)]
            if self._folder
            else None
        )
        self.answer = await self.client.initialize_async(
            lsp.InitializeParams(self._capabilities, workspace_folders=folders)
        )
        self.client.initialized(lsp.InitializedParams())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    def open(self, uri: str, text: str, language: str = "markdown") -> None:
        self._versions[uri] = 1
        document = lsp.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def change(self, uri: str, text: str) -> None:
        self._versions[uri] += 1
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(self._versions[uri], uri),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def save(self, uri: str) -> None:
        identifier = lsp.TextDocumentIdentifier(uri)
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(identifier))

    def close(self, uri: str) -> None:
        identifier = lsp.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(identifier))

    def report_files(self, *paths: Path) -> None:
        """Report that files have changed on disk."""
        changed = lsp.FileChangeType.Changed
        events = [lsp.FileEvent(path.as_uri(), changed) for path in paths]
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(events))

    async def until(self, is_met: Callable[[], bool]) -> None:
        """Wait for a condition that a message of the server brings about."""
        async with asyncio.timeout(PATIENCE):
            while not is_met():
                self._news.clear()
                await self._news.wait()

    async def findings(self, uri: str) -> list[lsp.Diagnostic]:
        """Wait for the findings of the last version of a document."""
        version = self._versions[uri]

        def newest() -> list[lsp.PublishDiagnosticsParams]:
            return [p for p in self.published if p.uri == uri and p.version == version]

        await self.until(lambda: bool(newest()))
        return list(newest()[-1].diagnostics)

    async def next_findings(self, uri: str) -> list[lsp.Diagnostic]:
        """Wait for findings that are published from now on."""
        known = len(self.published)
        await self.until(lambda: any(p.uri == uri for p in self.published[known:]))
        return list(next(p for p in self.published[known:] if p.uri == uri).diagnostics)

    async def actions(self, uri: str, at: lsp.Range) -> list[lsp.CodeAction | lsp.Command]:
        found = await self.client.text_document_code_action_async(
            lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), at, lsp.CodeActionContext([]))
        )
        return list(found or ())


def session(
    folder: Path | None,
    story: Callable[[Editor], Awaitable[None]],
    capabilities: lsp.ClientCapabilities = ALL,
) -> None:
    """Run a story in an editor."""

    async def run() -> None:
        async with Editor(folder, capabilities) as editor:
            await story(editor)

    asyncio.run(run())
