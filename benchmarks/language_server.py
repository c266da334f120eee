"""Time the language server: from a change to its findings, among the articles of a folder.

    python benchmarks/language_server.py FOLDER [--files 500] [--words 1000]

FOLDER holds Markdown files. So many of them are copied; one more, of about so many words
from the others that follow, is opened and changed, a word at a time. Milliseconds are those of
the clock, and of the processor time of the server: on a machine that has other things to do
the second says more.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import lsprotocol.types as lsp
from pygls.lsp.client import LanguageClient

CHANGES = 40
WARM_UP = 5


def main() -> None:
    """Print the time until the first findings, and those of later changes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--copied", action="store_true", help="a text that others also have")
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.md"))
    rest = files if options.copied else files[options.files :]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for number, path in enumerate(files[: options.files]):
            shutil.copyfile(path, folder / f"{number:05}.md")
        text = " ".join(path.read_text("utf-8", "replace") for path in rest[:50])
        start = text.index("\n", len(text) // 3) if options.copied else 0
        words = list(islice(re.finditer(r"\S+", text[start:]), options.words))
        asyncio.run(measure(folder, text[start : start + words[-1].end()]))


async def measure(folder: Path, text: str) -> None:
    """Change a document word by word, and print how long its findings take."""
    client, published = LanguageClient("benchmark", "1"), asyncio.Event()

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _(params: lsp.PublishDiagnosticsParams) -> None:
        versions.append(params.version)
        n_findings.append(len(params.diagnostics))
        published.set()

    versions: list[int | None] = []
    n_findings: list[int] = []
    await client.start_io(sys.executable, "-m", "analyzer", "server")
    assert client._server is not None
    folders = [lsp.WorkspaceFolder(folder.as_uri(), "folder")]
    await client.initialize_async(
        lsp.InitializeParams(lsp.ClientCapabilities(), workspace_folders=folders)
    )
    client.initialized(lsp.InitializedParams())
    uri = (folder / "new.md").as_uri()
    clock, processor = [], []
    for version in range(1, CHANGES + 2):
        before, used = time.perf_counter(), _processor(client._server.pid)
        if version == 1:
            document = lsp.TextDocumentItem(uri, "markdown", version, text)
            client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        else:
            text += f" word{version}"
            client.text_document_did_change(
                lsp.DidChangeTextDocumentParams(
                    lsp.VersionedTextDocumentIdentifier(version, uri),
                    [lsp.TextDocumentContentChangeWholeDocument(text)],
                )
            )
        while versions[-1:] != [version]:
            published.clear()
            await published.wait()
        clock.append(1000 * (time.perf_counter() - before))
        processor.append(1000 * (_processor(client._server.pid) - used))
    n_files = len(list(folder.iterdir()))
    print(f"{n_files} files, {len(text.split())} words, {n_findings[-1]} findings")
    print(f"opened: {clock[0]:.0f} ms by the clock, {processor[0]:.0f} of the processor")
    for name, taken in (("clock", clock), ("processor", processor)):
        later = sorted(taken[1 + WARM_UP :])
        print(
            f"changed, {name}: median {statistics.median(later):.0f} ms, "
            f"95 % within {later[int(0.95 * len(later))]:.0f} ms"
        )
    memory = (
        Path(f"/proc/{client._server.pid}/status").read_text().split("VmHWM:")[1].split()[0]
    )
    print(f"memory: {int(memory) / 1024:.0f} MB")
    await client.shutdown_async(None)
    client.exit(None)


def _processor(pid: int) -> float:
    """Return the seconds of processor time of a process."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    per_second = int(subprocess.check_output(["getconf", "CLK_TCK"]))
    return (int(ticks[11]) + int(ticks[12])) / per_second


if __name__ == "__main__":
    main()
