"""no-prose: inputs without a sentence, which have no scores, and inputs with one."""

from pathlib import Path

import pytest
from examples import PLAIN
from rule_examples import flags

from analyzer.analysis import analyze
from analyzer.readers import read
from analyzer.rules.no_prose import RULE

WITHOUT = {
    "missing.txt": "502 Bad Gateway\n",
    "code.md": "```python\nx = 1\nprint(x)\n```\n",
    "data.txt": '{"name": "lamp", "sizes": [1, 2, 3], "shop": {"town": "Hull"}}\n',
    "page.html": "<html><body><script>show('lamp')</script></body></html>",
}


@pytest.mark.parametrize("name", WITHOUT)
def test_an_input_without_a_sentence_is_reported_and_has_no_scores(
    scratch: Path, name: str
) -> None:
    Path(name).write_text(WITHOUT[name], "utf-8")
    analysis = analyze(list(read([name])))
    assert analysis.findings["rule"].tolist() == [RULE.name]
    assert analysis.findings["severity"].tolist() == ["note"]
    assert analysis.findings["line"].tolist()[0] in (1, 2)
    assert analysis.articles[["quality", "originality"]].isna().all(axis=None)
    assert analysis.articles["repetition_percentile"].isna().all()


def test_an_empty_input_has_no_scores_and_no_finding() -> None:
    analysis = analyze([" \n"])
    assert not len(analysis.findings)
    assert analysis.articles["quality"].isna().all()


@pytest.mark.parametrize("text", ["Nobody came.", PLAIN, "Сегодня никто не пришёл."])
def test_one_full_sentence_is_prose(text: str) -> None:
    assert flags(RULE, text) == [False]
    assert analyze([text]).articles["quality"].tolist() == [100]


def test_a_sentence_in_much_data_is_next_to_nothing() -> None:
    data = "\n".join(f"value_{number} = {number};" for number in range(400))
    text = f"# Data\n\nNobody came.\n\n```\n{data}\n```\n"
    assert flags(RULE, text) == [True]
    share = analyze([text]).metrics["prose_share"].tolist()[0]
    assert 0 < share < RULE.options().min_prose_share
