"""The language server, as an editor talks to it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import lsprotocol.types as lsp
import pytest
from editor import ALL, Editor, session
from stories import HOTEL, PASSAGE, PIER, QUARRY, SAID, VALLEY

pytestmark = pytest.mark.slow
SENTENCE = "near-duplicate-sentence"
TWICE = f"# Notes\n\n{SAID}\n\nRain came in from the sea.\n\n{SAID}\n"


@pytest.fixture
def site(repository: Path) -> Path:
    """A repository of articles, the current folder."""
    return repository


def codes(found: list[lsp.Diagnostic]) -> list[str]:
    return [str(one.code) for one in found]


def test_findings_are_those_of_a_check(site: Path, run: Any) -> None:
    async def story(editor: Editor) -> None:
        for path in sorted(Path("content").resolve().glob("*.md")):
            editor.open(path.as_uri(), path.read_text("utf-8"))
            shown[path.name] = [
                (one.range.start.line + 1, one.range.start.character + 1, one.code, one.message)
                for one in await editor.findings(path.as_uri())
            ]

    shown: dict[str, list[Any]] = {}
    session(site, story)
    checked: dict[str, list[Any]] = {name: [] for name in shown}
    for line in run("check", ".", "--format", "jsonl").stdout.splitlines():
        one = json.loads(line)
        found = (one["line"], one["column"], one["rule"], one["message"])
        checked[Path(one["path"]).name].append(found)
    assert shown == checked
    assert sum(map(len, shown.values())) > 2


def test_findings_follow_what_one_types(site: Path) -> None:
    uri = (site / "content" / "new.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(uri, "# New\n\n")
        assert codes(await editor.findings(uri)) == []
        editor.change(uri, f"# New\n\n{PASSAGE}\n\nThe bus was late again.\n")
        found = await editor.findings(uri)
        assert "near-duplicate-article" in codes(found)
        editor.change(uri, "# New\n\nThe bus was late again.\n")
        assert codes(await editor.findings(uri)) == []

    session(site, story)


def test_related_locations_are_in_the_other_file(site: Path) -> None:
    path = site / "content" / "pier.md"

    async def story(editor: Editor) -> None:
        editor.open(path.as_uri(), PIER)
        (found,) = await editor.findings(path.as_uri())
        (related,) = found.related_information or ()
        assert related.location.uri == (site / "content" / "hotel.md").as_uri()
        assert related.location.range.start.line == HOTEL.split("\n").index(PASSAGE)

    session(site, story)


def test_related_locations_are_left_out_where_the_client_does_not_show_them(
    site: Path,
) -> None:
    path = site / "content" / "pier.md"

    async def story(editor: Editor) -> None:
        editor.open(path.as_uri(), PIER)
        assert [f.related_information for f in await editor.findings(path.as_uri())] == [None]

    session(site, story, lsp.ClientCapabilities())


@pytest.mark.parametrize(
    ("encoding", "column"),
    [(None, 3), (lsp.PositionEncodingKind.Utf8, 5), (lsp.PositionEncodingKind.Utf32, 2)],
)
def test_columns_are_counted_in_the_units_of_the_client(
    site: Path, encoding: lsp.PositionEncodingKind | None, column: int
) -> None:
    general = lsp.GeneralClientCapabilities(position_encodings=[encoding] if encoding else None)
    uri = (site / "content" / "new.md").as_uri()
    text = f"# Notes\n\n🎺 {SAID}\n\nRain came in from the sea.\n\n🎻 {SAID}\n"

    async def story(editor: Editor) -> None:
        editor.open(uri, text)
        (found,) = await editor.findings(uri)
        start = found.range.start
        assert (start.line, start.character) in [(6, 0), (6, column)]
        end = found.range.end.character
        assert end == column + len(SAID)

    session(site, story, lsp.ClientCapabilities(general=general))


def test_a_hover_shows_the_page_of_the_rule(site: Path) -> None:
    uri = (site / "content" / "new.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(uri, TWICE)
        (found,) = await editor.findings(uri)
        document = lsp.TextDocumentIdentifier(uri)
        hover = await editor.client.text_document_hover_async(
            lsp.HoverParams(document, found.range.start)
        )
        assert hover is not None
        assert isinstance(hover.contents, lsp.MarkupContent)
        assert hover.contents.value.startswith(f"**{SENTENCE}** (warning): {found.message}")
        assert "What it measures\n---" in hover.contents.value
        nothing = await editor.client.text_document_hover_async(
            lsp.HoverParams(document, lsp.Position(4, 3))
        )
        assert nothing is None

    session(site, story)


def applied(text: str, action: lsp.CodeAction | lsp.Command) -> str:
    """Return a text after the one insertion of an action."""
    assert isinstance(action, lsp.CodeAction)
    assert action.edit is not None
    assert action.edit.changes is not None
    ((edit,),) = action.edit.changes.values()
    assert edit.range.start == edit.range.end
    lines = text.split("\n")
    at = edit.range.start
    lines[at.line] = (
        lines[at.line][: at.character] + edit.new_text + lines[at.line][at.character :]
    )
    return "\n".join(lines)


def test_a_finding_is_suppressed_with_a_reason(site: Path) -> None:
    uri = (site / "content" / "new.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(uri, TWICE)
        (found,) = await editor.findings(uri)
        actions = await editor.actions(uri, found.range)
        assert actions[0].title == f"Suppress {SENTENCE} here, with a reason"
        text = applied(TWICE, actions[0])
        assert f"<!-- analyzer-disable-next-line {SENTENCE} -- give the reason -->\n" in text
        editor.change(uri, text)
        assert codes(await editor.findings(uri)) == []

    session(site, story)


def test_actions_lead_to_the_occurrences_and_the_copies(site: Path) -> None:
    uri = (site / "content" / "new.md").as_uri()
    pier = (site / "content" / "pier.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(uri, TWICE)
        (found,) = await editor.findings(uri)
        titles = [one.title for one in await editor.actions(uri, found.range)]
        assert "Go to the occurrence in line 3" in titles
        editor.open(pier, PIER)
        (copied,) = await editor.findings(pier)
        actions = await editor.actions(pier, copied.range)
        (leading,) = [one for one in actions if one.title.startswith("Open content/hotel.md")]
        assert isinstance(leading, lsp.Command)
        await editor.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams(leading.command, leading.arguments)
        )
        assert editor.visited[0].uri == (site / "content" / "hotel.md").as_uri()
        assert editor.visited[0].selection is not None

    session(site, story)


def test_definition_and_references_name_the_other_locations(site: Path) -> None:
    uri = (site / "content" / "new.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(uri, TWICE)
        (found,) = await editor.findings(uri)
        document = lsp.TextDocumentIdentifier(uri)
        other = await editor.client.text_document_definition_async(
            lsp.DefinitionParams(document, found.range.start)
        )
        every = await editor.client.text_document_references_async(
            lsp.ReferenceParams(lsp.ReferenceContext(True), document, found.range.start)
        )
        assert [one.range.start.line for one in other or ()] == [2]  # type: ignore[union-attr]
        assert [one.range.start.line for one in every or ()] == [6, 2]

    session(site, story)


def test_configuration_and_baseline_are_those_of_the_repository(site: Path, run: Any) -> None:
    path = site / "content" / "quarry.md"
    Path("analyzer.toml").write_text('baseline = ".analyzer-baseline"\n')
    assert run("check", ".", "--update-baseline").exit_code == 0

    async def story(editor: Editor) -> None:
        editor.open(path.as_uri(), QUARRY)
        assert codes(await editor.findings(path.as_uri())) == []
        Path("analyzer.toml").write_text(f'ignore = ["{SENTENCE}"]\n')
        editor.report_files(Path("analyzer.toml").resolve())
        assert codes(await editor.next_findings(path.as_uri())) == []
        Path("analyzer.toml").unlink()
        editor.save(path.as_uri())
        assert codes(await editor.next_findings(path.as_uri())) == [SENTENCE]

    session(site, story)


def test_a_wrong_configuration_is_a_message_and_the_right_one_is_taken_up(site: Path) -> None:
    path = site / "content" / "quarry.md"
    file = Path("analyzer.toml")
    file.write_text('select = ["no-such-rule"]\n')

    async def story(editor: Editor) -> None:
        editor.open(path.as_uri(), QUARRY)
        await editor.until(lambda: bool(editor.messages))
        assert "analyzer.toml:1: select: unknown rule 'no-such-rule'" in editor.messages[0]
        file.write_text("")
        editor.report_files(file.resolve())
        assert codes(await editor.findings(path.as_uri())) == [SENTENCE]
        file.write_text("select = 3\n")
        editor.report_files(file.resolve())
        await editor.until(lambda: len(editor.messages) > 1)
        editor.change(path.as_uri(), VALLEY)
        assert codes(await editor.findings(path.as_uri())) == ["near-duplicate-article"]

    session(site, story)


def test_files_that_change_on_disk_are_read_again(site: Path) -> None:
    path, copy = site / "content" / "valley.md", site / "content" / "copy.md"

    async def story(editor: Editor) -> None:
        await editor.until(lambda: bool(editor.watched))
        assert "**/analyzer.toml" in editor.watched
        editor.open(path.as_uri(), VALLEY)
        assert codes(await editor.findings(path.as_uri())) == []
        copy.write_text(VALLEY, "utf-8")
        editor.report_files(copy)
        assert "near-duplicate-article" in codes(await editor.next_findings(path.as_uri()))
        copy.unlink()
        editor.report_files(copy)
        assert codes(await editor.next_findings(path.as_uri())) == []

    session(site, story)


def test_a_document_is_compared_with_the_others_that_are_open(site: Path) -> None:
    one, other = ((site / "content" / name).as_uri() for name in ("valley.md", "other.md"))

    async def story(editor: Editor) -> None:
        editor.open(one, VALLEY)
        assert codes(await editor.findings(one)) == []
        editor.open(other, VALLEY)
        await editor.until(
            lambda: any(p.uri == one and p.diagnostics for p in editor.published)
        )
        editor.close(other)
        await editor.until(
            lambda: not [p for p in editor.published if p.uri == one][-1].diagnostics
        )
        assert not [p for p in editor.published if p.uri == other][-1].diagnostics

    session(site, story)


def test_a_document_without_a_file_is_checked(site: Path) -> None:
    async def story(editor: Editor) -> None:
        editor.open("untitled:Untitled-1", TWICE)
        assert codes(await editor.findings("untitled:Untitled-1")) == [SENTENCE]
        editor.open("untitled:Untitled-2", VALLEY)
        assert "near-duplicate-article" in codes(await editor.findings("untitled:Untitled-2"))

    session(site, story)


def test_a_document_outside_of_every_folder_is_checked_alone(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "note.md"
    path.write_text(TWICE, "utf-8")

    async def story(editor: Editor) -> None:
        editor.open(path.as_uri(), TWICE)
        assert codes(await editor.findings(path.as_uri())) == [SENTENCE]
        editor.change(path.as_uri(), PIER)
        assert codes(await editor.findings(path.as_uri())) == []

    session(site, story)
    session(None, story)


def test_other_documents_are_left_alone(site: Path) -> None:
    program, note = (site / "program.py").as_uri(), (site / "content" / "note.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(program, f"{SAID}\n\n{SAID}", "python")
        editor.open(note, VALLEY)
        await editor.findings(note)
        assert {params.uri for params in editor.published} == {note}

    session(site, story)


def test_only_the_last_of_many_changes_is_published_at_the_end(site: Path) -> None:
    uri = (site / "content" / "new.md").as_uri()

    async def story(editor: Editor) -> None:
        editor.open(uri, "# New\n")
        for number in range(30):
            editor.change(uri, f"{TWICE}\n{number}\n")
        editor.change(uri, "# New\n")
        assert codes(await editor.findings(uri)) == []
        versions = [params.version for params in editor.published]
        assert versions[-1] == 32
        assert len(versions) < 32

    session(site, story)


def test_the_server_says_what_it_can_do(site: Path) -> None:
    async def story(editor: Editor) -> None:
        able = editor.answer.capabilities
        assert able.hover_provider
        assert able.code_action_provider
        assert able.definition_provider
        sync = able.text_document_sync
        assert isinstance(sync, lsp.TextDocumentSyncOptions)
        assert sync.change is lsp.TextDocumentSyncKind.Full
        assert sync.save

    session(site, story, ALL)


def test_a_name_with_spaces_and_other_scripts_is_found(site: Path) -> None:
    path = site / "content" / "Größe – 船 1.md"
    path.write_text(TWICE, "utf-8")

    async def story(editor: Editor) -> None:
        editor.open(path.as_uri(), TWICE)
        (found,) = await editor.findings(path.as_uri())
        assert found.code == SENTENCE
        assert len(await editor.actions(path.as_uri(), found.range)) == 2
        (related,) = found.related_information or ()
        assert related.location.uri == path.as_uri()

    session(site, story)


def test_without_its_library_the_server_says_what_to_install(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name.startswith("analyzer.server"):
            monkeypatch.delitem(sys.modules, name)
    for library, arguments, extra in (
        ("lsprotocol", [], "lsp"),
        ("mcp.server.mcpserver", ["--mcp"], "mcp"),
    ):
        monkeypatch.setitem(sys.modules, library, None)
        result = run("server", *arguments)
        assert result.exit_code == 2
        assert result.stderr.strip().endswith(f"pip install 'analyzer[{extra}]'")


def test_a_signal_ends_the_server(site: Path) -> None:
    command = [sys.executable, "-m", "analyzer", "server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
        process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-Length")
        process.terminate()
        assert process.wait(timeout=60) == -signal.SIGTERM


def test_the_server_ends_with_its_client(site: Path) -> None:
    command = [sys.executable, "-m", "analyzer", "server"]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    assert done.stdout == b""
    assert done.stderr == b""
