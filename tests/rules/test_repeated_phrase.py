"""repeated-phrase: texts that it flags, and texts that pass."""

import pytest
from examples import PHRASED, PLAIN, SAID_TWICE
from rule_examples import flags

import analyzer
from analyzer.rules.repeated_phrase import RULE


@pytest.mark.parametrize("text", [PHRASED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]


ONLY = analyzer.Settings(select=(RULE.name,))


def phrases(text: str) -> list[str]:
    findings = analyzer.analyze([text], markup="markdown", settings=ONLY).findings
    return findings["message"].unique().tolist()


TERM = " ".join(
    f"{start} a side gate {end}."
    for start, end in zip(
        ("Through", "Past", "Behind", "Before", "Beyond", "Beside", "Near", "Under") * 2,
        ("we walk", "they sing", "it rains", "nobody waits", "grass grows", "dogs bark") * 3,
        strict=False,
    )
)


def test_terms_of_the_headings_and_names_have_no_other_wording() -> None:
    assert len(phrases(TERM)) == 1
    assert phrases(TERM)[0].endswith("; rephrase some of them")
    assert phrases(f"# Walks\n\n## A side gate\n\n{TERM}") == []
    assert phrases(TERM.replace("a side gate", "the Side Gate")) == []


def test_a_longer_wording_of_the_title_can_be_varied() -> None:
    text = TERM.replace("a side gate", "a side gate without painted iron bars")
    assert len(phrases(f"# A side gate without painted iron bars\n\n{text}")) == 1


KAYAKS = """Sea kayaks in Ostrel are easy to hire, and our sea kayaks in Ostrel are new. Sea
kayaks in Ostrel suit beginners. We have rented sea kayaks in Ostrel since May, and nobody looks
after sea kayaks in Ostrel better. Why choose our sea kayaks in Ostrel? Because sea kayaks
in Ostrel must bear salt, and our sea kayaks in Ostrel do. Ask for sea kayaks in Ostrel
today. For families there are sea kayaks in Ostrel with two seats. At night no sea kayaks
in Ostrel are out, and when a storm is near we bring in all sea kayaks in Ostrel."""


def test_the_score_of_an_article_of_terms_does_not_depend_on_its_batch() -> None:
    own = analyzer.Article("kayaks", KAYAKS, title="Sea kayaks in Ostrel")
    alone = analyzer.analyze([own], settings=ONLY)
    beside = analyzer.analyze([own, analyzer.Article("gate", TERM)], settings=ONLY)
    assert set(beside.findings["article"]) == {"gate"}
    assert alone.findings.empty
    assert alone["kayaks"].scores["quality"] == beside["kayaks"].scores["quality"]
