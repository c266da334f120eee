"""Which blocks of a plain text are body, title and furniture, by form and place."""

from __future__ import annotations

from analyzer.article import Block

_STOPS = ".!?。！？।॥۔؟።"
_CLOSERS = "\"'”’»」』)）]"


def classify(text: str, start: list[int], end: list[int], title: str | None) -> list[int]:
    """Return the kind of each block of a plain text, values of `Block`."""
    lines = [text[i:j] for i, j in zip(start, end, strict=True)]
    prose = [len(line.split()) >= 8 and _ends_sentence(line) for line in lines]
    if title is not None or not any(prose):
        folded = (title or "").casefold().split()
        return [
            Block.TITLE if folded and line.casefold().split() == folded else Block.PARAGRAPH
            for line in lines
        ]
    kinds: list[int] = [Block.PARAGRAPH if keep else Block.FURNITURE for keep in prose]
    first = prose.index(True)
    for index in range(first):
        if len(lines[index].split()) >= 4 and not any(c.isdigit() for c in lines[index]):
            kinds[index] = Block.TITLE
            break
    return kinds


def _ends_sentence(line: str) -> bool:
    bare = line.rstrip(_CLOSERS)
    return bare[-1:] in _STOPS and not bare.endswith("...")
