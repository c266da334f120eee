"""The language server's handlers, one for each request or notification of a client."""

from __future__ import annotations

import lsprotocol.types as lsp

from analyzer.server import features
from analyzer.server.checker import Server
from analyzer.server.documents import PROSE, Shown

NAMES = ("analyzer.toml", "pyproject.toml", ".gitignore", ".analyzer-baseline*")


def make_server() -> Server:
    """Return a language server with all its handlers."""
    server = Server()
    for feature, handler, *options in HANDLERS:
        server.feature(feature, *options)(handler)
    server.command(features.SHOW)(show_location)
    return server


def initialize(server: Server, params: lsp.InitializeParams) -> None:
    """Take over the folders of the client."""
    server.begin(params)


async def initialized(server: Server, _: lsp.InitializedParams) -> None:
    """Ask the client to report files that change on disk."""
    if not server.is_supported("workspace.did_change_watched_files.dynamic_registration"):
        return
    suffixes = ",".join(suffix.removeprefix(".") for suffix in PROSE)
    patterns = [f"**/*.{{{suffixes}}}", *(f"**/{name}" for name in NAMES)]
    watchers = [lsp.FileSystemWatcher(pattern) for pattern in patterns]
    method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
    options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
    registration = lsp.Registration("files", method, options)
    await server.client_register_capability_async(lsp.RegistrationParams([registration]))


def opened(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    """Check a document that was opened."""
    server.schedule(params.text_document.uri)


def changed(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    """Check a document that was changed."""
    server.schedule(params.text_document.uri)


def saved(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    """Read what has changed on disk, and check what is open."""
    server.schedule(params.text_document.uri, is_stale=True)


def closed(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    """Take the findings of a document away, and check the others against its file."""
    uri = params.text_document.uri
    server.shown.pop(uri, None)
    server.publish(uri, [])
    server.schedule(uri, is_stale=True)


def files_changed(server: Server, _: lsp.DidChangeWatchedFilesParams) -> None:
    """Read what has changed on disk, and check what is open."""
    server.schedule("", is_stale=True)


def folders_changed(server: Server, _: lsp.DidChangeWorkspaceFoldersParams) -> None:
    """Check the files of other folders."""
    server.set_folders_of_workspace()
    server.schedule("")


def hover(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    """Return the findings at a position, with the pages of their rules."""
    shown = _shown(server, params.text_document.uri)
    return features.hover(shown, params.position) if shown else None


def definition(server: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
    """Return where the text at a position also appears."""
    shown = _shown(server, params.text_document.uri)
    return features.other_locations(shown, params.position) if shown else []


def references(server: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Return the occurrences of the finding at a position."""
    uri = params.text_document.uri
    shown = _shown(server, uri)
    return features.occurrences(shown, params.position, uri) if shown else []


def code_action(
    server: Server, params: lsp.CodeActionParams
) -> list[lsp.CodeAction | lsp.Command]:
    """Return what can be done about the findings in a range."""
    shown = _shown(server, params.text_document.uri)
    can_show = server.is_supported("window.show_document.support")
    return features.code_actions(shown, params, can_show=can_show) if shown else []


async def show_location(server: Server, location: lsp.Location) -> None:
    """Ask the client to open a location."""
    params = lsp.ShowDocumentParams(location.uri, take_focus=True, selection=location.range)
    await server.window_show_document_async(params)


def _shown(server: Server, uri: str) -> Shown | None:
    """Return the findings of a document, if they are about the text that it has now."""
    shown = server.shown.get(uri)
    document = server.document(uri)
    return shown if shown and document and document.source == shown.text else None


HANDLERS = (
    (lsp.INITIALIZE, initialize),
    (lsp.INITIALIZED, initialized),
    (lsp.TEXT_DOCUMENT_DID_OPEN, opened),
    (lsp.TEXT_DOCUMENT_DID_CHANGE, changed),
    (lsp.TEXT_DOCUMENT_DID_SAVE, saved),
    (lsp.TEXT_DOCUMENT_DID_CLOSE, closed),
    (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, files_changed),
    (lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, folders_changed),
    (lsp.TEXT_DOCUMENT_HOVER, hover),
    (lsp.TEXT_DOCUMENT_DEFINITION, definition),
    (lsp.TEXT_DOCUMENT_REFERENCES, references),
    (lsp.TEXT_DOCUMENT_CODE_ACTION, code_action),
)


def run() -> None:
    """Serve one client on standard input and output until it exits."""
    make_server().start_io()
