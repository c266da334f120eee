"""repeated-opening: texts that it flags, and texts that pass."""

import pytest
from examples import LINES, PLAIN, REFRAIN, SAID_TWICE
from rule_examples import flags

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.rules.repeated_opening import RULE
from analyzer.settings import Settings


@pytest.mark.parametrize("text", [REFRAIN])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


BODY = (
    "was moved to the new pier.", "has two decks.", "leaves at nine.", "carries bicycles.",
    "was painted green.", "needs a crew of five.", "will be sold.", "runs on hydrogen.",
)  # fmt: skip


def openings(title: str, opening: str) -> list[str]:
    """Return the messages about an article whose sentences open with the same words."""
    text = "\n\n".join(
        f"{opening} {rest} {line}" for rest, line in zip(BODY, LINES, strict=False)
    )
    article = Article("a", f"{text} In the end the Cape Wrath was sold.", title=title)
    return list(analyze([article], settings=Settings(select=(RULE.name,))).findings["message"])


def test_a_name_or_a_word_of_the_title_as_subject_is_no_opening() -> None:
    assert openings("", "Cape Wrath ferry")[:1] == [
        '8 sentences begin with "Cape Wrath ferry"; begin some of them differently'
    ]
    assert openings("", "The Cape Wrath") == []
    assert openings("A hydrogen ferry at Cape Wrath", "The hydrogen ferry") == []
    assert openings("A boat that runs on hydrogen", "The hydrogen ferry") != []


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
