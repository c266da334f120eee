"""Sentences in different tabs are alternatives."""

import pytest
from examples import LINES

from analyzer.analysis import analyze
from analyzer.rules.near_duplicate_sentence import RULE
from analyzer.settings import Settings

KEEPER = (
    "The keeper of the lighthouse repairs his nets on the stairs every evening before dark."
)
ONE = f"{LINES[0]} {KEEPER}"
OTHER = f"{LINES[1]} {KEEPER} {LINES[2]}"


def severities(text: str) -> list[str]:
    """Return the severity of each repeated sentence of a page."""
    settings = Settings(select=(RULE.name,))
    findings = analyze([text], markup="markdown", settings=settings).findings
    return findings["severity"].tolist()


def element(name: str) -> str:
    """Return two tabs as elements, with places for their text."""
    panel = f"<{name}>\n\n{{}}\n\n</{name}>\n"
    return f"<Tabs>\n{panel}{panel}</Tabs>"


@pytest.mark.parametrize(
    "form",
    [
        element("tab"),
        element("TabItem"),
        '=== "Linux"\n\n    {}\n\n=== "Windows"\n\n    {}',
        '{{{{< tab "Linux" >}}}}\n{}\n{{{{< /tab >}}}}\n{{{{< tab "Mac" >}}}}\n{}',
        "# [Linux](#tab/linux)\n\n{}\n\n# [Windows](#tab/windows)\n\n{}",
        ":::{{tab-item}} Linux\n{}\n:::\n\n:::{{tab-item}} Windows\n{}\n:::",
    ],
)
def test_a_sentence_in_two_tabs_is_a_note(form: str) -> None:
    found = severities(form.format(ONE, OTHER))
    assert "warning" not in found


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n\n{OTHER}",
        f'<tab title="Linux">\n\n{ONE}\n\n{OTHER}\n\n</tab>\n<tab title="Windows">x</tab>',
        f'<tab title="Linux">\n\n{ONE}\n\n</tab>\n</tabs>\n\n{OTHER}',
        f"# [Linux](#tab/linux)\n\n{ONE}\n\n# The gate\n\n{LINES[4]} {OTHER}",
    ],
    ids=["no tabs", "one tab", "after the tabs", "under the next heading"],
)
def test_a_sentence_in_one_tab_or_outside_of_them_is_a_warning(text: str) -> None:
    assert severities(text) == ["warning"]
