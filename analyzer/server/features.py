"""What an editor may ask of a document besides its findings."""

from __future__ import annotations

from typing import Any

import lsprotocol.types as lsp
from lsprotocol.types import CodeActionKind, Location

from analyzer.checks.suppression_edit import suppression_edit
from analyzer.rules.registry import BY_NAME
from analyzer.server.documents import Shown

SHOW = "analyzer.showLocation"
REASON = "give the reason"
OFFERED = 5  # other locations of one finding


def hover(shown: Shown, position: lsp.Position) -> lsp.Hover | None:
    """Return the findings at a position, with the pages of their rules."""
    offset = shown.positions.offset(position)
    numbers = shown.at(offset, offset)
    if not numbers:
        return None
    found = [shown.annotations[number].finding for number in numbers]
    messages = [f"**{one.rule}** ({one.severity}): {one.message}" for one in found]
    pages = [BY_NAME[name].page or "" for name in dict.fromkeys(one.rule for one in found)]
    text = "\n\n---\n\n".join(["\n\n".join(messages), *(page.strip() for page in pages)])
    first = found[0]
    return lsp.Hover(
        lsp.MarkupContent(lsp.MarkupKind.Markdown, text.replace("``", "`")),
        shown.positions.range(first.start, first.end),
    )


def other_locations(shown: Shown, position: lsp.Position) -> list[Location]:
    """Return the other locations of the shortest finding at a position that has some."""
    offset = shown.positions.offset(position)
    named = (shown.others[number] for number in shown.at(offset, offset))
    return next((others for others in named if others), [])


def occurrences(shown: Shown, position: lsp.Position, uri: str) -> list[Location]:
    """Return all locations of the shortest finding at a position, its own first."""
    offset = shown.positions.offset(position)
    for number in shown.at(offset, offset):
        finding = shown.annotations[number].finding
        own = Location(uri, shown.positions.range(finding.start, finding.end))
        return [own, *(other for other in shown.others[number] if other != own)]
    return []


def code_actions(
    shown: Shown, params: lsp.CodeActionParams, *, can_show: bool
) -> list[lsp.CodeAction | lsp.Command]:
    """Return what can be done about the findings in a range.

    Parameters
    ----------
    shown : Shown
    params : CodeActionParams
    can_show : bool
        Whether the client opens a location when it is asked to.
    """
    start, end = (shown.positions.offset(at) for at in (params.range.start, params.range.end))
    numbers = shown.at(start, end)
    uri, only = params.text_document.uri, params.context.only
    actions: list[lsp.CodeAction | lsp.Command] = []
    if not only or CodeActionKind.QuickFix in only:
        fixes = [_suppress(shown, number, uri) for number in numbers]
        actions += [fix for fix in fixes if fix is not None]
    if can_show and not only:
        actions += [command for number in numbers for command in _go(shown, number, uri)]
    return actions


def _suppress(shown: Shown, number: int, uri: str) -> lsp.CodeAction | None:
    finding = shown.annotations[number].finding
    edit = suppression_edit(
        shown.text,
        finding,
        REASON,
        shown.path,
        lambda text: shown.read(shown.path, text),
    )
    if edit is None:
        return None
    at, comment = edit
    change = lsp.TextEdit(shown.positions.range(at, at), comment)
    return lsp.CodeAction(
        f"Suppress {finding.rule} here, with a reason",
        kind=CodeActionKind.QuickFix,
        edit=lsp.WorkspaceEdit(changes={uri: [change]}),
    )


def _go(shown: Shown, number: int, uri: str) -> list[lsp.Command]:
    """Return a command for each other location: an occurrence to rephrase, or a copy."""
    places, others = shown.annotations[number].related[:OFFERED], shown.others[number]
    commands = []
    for place, other in zip(places, others, strict=False):
        here, there = "Go to the occurrence in", f"Open {place.path},"
        title = f"{here if other.uri == uri else there} line {place.line}"
        commands.append(lsp.Command(title, SHOW, arguments=[_plain(other)]))
    return commands


def _plain(location: Location) -> dict[str, Any]:
    start, end = (
        {"line": at.line, "character": at.character}
        for at in (location.range.start, location.range.end)
    )
    return {"uri": location.uri, "range": {"start": start, "end": end}}
