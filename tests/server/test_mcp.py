"""The server for agents, as the client of the official SDK talks to it."""

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import TextContent
from stories import HOTEL, PASSAGE, PIER, QUARRY, SAID, VALLEY

pytestmark = pytest.mark.slow
SENTENCE = "near-duplicate-sentence"


@pytest.fixture
def site(repository: Path) -> Path:
    """A repository of articles, the current folder."""
    return repository


def session(folder: Path, story: Callable[[Client], Awaitable[None]]) -> None:
    """Run a story with a client that has started the server in a folder."""

    async def run() -> None:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "analyzer", "server", "--mcp"], cwd=folder,
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        async with Client(stdio_client(command)) as client:
            await story(client)

    anyio.run(run)


async def called(client: Client, tool: str, **arguments: str) -> str:
    """Return the text that a tool gives, or the message of its error."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    return ("error: " if result.is_error else "") + content.text


def test_the_tools_describe_themselves(site: Path) -> None:
    async def story(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert sorted(tools) == ["check_text", "compare", "explain_rule"]
        for tool in tools.values():
            assert tool.description
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
        assert tools["check_text"].input_schema["required"] == ["text"]

    session(site, story)


def test_a_text_has_the_findings_that_the_file_would_have(site: Path, run: Any) -> None:
    text = f"# New\n\n{PASSAGE}\n\n{SAID}\n\nThe bus was late.\n\n{SAID}\n"

    async def story(client: Client) -> None:
        found = json.loads(await called(client, "check_text", text=text, filename=name))
        given.append(found)
        none = json.loads(
            await called(client, "check_text", text="# New\n\nThe bus was late.\n")
        )
        assert (none["findings"], none["fails"]) == ([], False)

    name, given = "content/new.md", list[dict[str, Any]]()
    session(site, story)
    Path(name).write_text(text, "utf-8")
    lines = run("check", ".", "--format", "jsonl").stdout.splitlines()
    checked = [one for one in map(json.loads, lines) if one["path"] == name]
    assert given[0]["findings"] == checked
    assert given[0]["fails"]
    assert SENTENCE in {one["rule"] for one in checked}


def test_a_text_is_compared_with_what_is_on_disk_now(site: Path) -> None:
    async def story(client: Client) -> None:
        copied = await called(client, "check_text", text=VALLEY, filename="content/new.md")
        assert "near-duplicate-article" in copied
        Path("content/valley.md").unlink()
        alone = await called(client, "check_text", text=VALLEY, filename="content/new.md")
        assert "near-duplicate-article" not in alone

    session(site, story)


def test_the_page_of_a_rule_is_what_explain_prints(site: Path, run: Any) -> None:
    async def story(client: Client) -> None:
        page = await called(client, "explain_rule", rule=SENTENCE)
        assert page == run("explain", SENTENCE).stdout.strip()
        every = await called(client, "explain_rule")
        assert f"{SENTENCE}: " in every
        wrong = await called(client, "explain_rule", rule="stuffing")
        assert wrong.startswith("error: ")
        assert "unknown rule 'stuffing'; did you mean 'keyword-stuffing'?" in wrong

    session(site, story)


def test_two_texts_are_compared(site: Path) -> None:
    async def story(client: Client) -> None:
        shared = await called(client, "compare", first=PIER, second=HOTEL)
        assert "of the first article also appears in the second" in shared
        assert "the same" in shared
        nothing = await called(client, "compare", first=VALLEY, second=QUARRY)
        assert nothing == "nothing in common"

    session(site, story)


def test_what_is_wrong_is_said(site: Path) -> None:
    async def story(client: Client) -> None:
        table = await called(client, "check_text", text="a,b\n", filename="a.xyz")
        assert table.startswith("error: ")
        assert "a.xyz: holds no article" in table
        Path("analyzer.toml").write_text('select = ["nothing"]\n')
        wrong = await called(client, "check_text", text=VALLEY)
        assert wrong.startswith("error: ")
        assert "analyzer.toml:1: select: unknown rule 'nothing'" in wrong

    session(site, story)
