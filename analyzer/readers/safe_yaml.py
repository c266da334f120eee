"""YAML without types that tags choose, and without aliases that multiply it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analyzer.readers.limits import MAX_EXPANDED

if TYPE_CHECKING:
    import yaml

MAX_NESTING = 400
CORE = "tag:yaml.org,2002:"
PLAIN_TAGS = (None, "!", f"{CORE}str")


class BrokenError(ValueError):
    """Front matter that cannot be parsed.

    Attributes
    ----------
    line : int
        The line in the front matter, from 1; 0 for all of it.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def load_yaml(text: str) -> Mapping[Any, Any] | str:
    """Return the keys and values of a YAML document, or the text that it is.

    Raises
    ------
    BrokenError
        If it is not YAML, has a typed tag, or expands to more than `MAX_EXPANDED`.
    """
    import yaml

    # The C parser is a hundred times faster, but deep nesting overflows its stack.
    nested = sum(map(text.count, ("[", "{", "- ", "? ", "-\t", "?\t")))
    safe = yaml.SafeLoader if nested > MAX_NESTING else yaml.CSafeLoader
    try:
        if "!" in text or "*" in text:
            _refuse_tags_and_copies(text)
        values = yaml.load(text, Loader=safe)
    except BrokenError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = error.problem or "not YAML"
        raise BrokenError(message, mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise BrokenError(first_sentence(error), 1) from error
    except (LookupError, TypeError, AttributeError) as error:
        # The constructors of PyYAML do not check what they are given.
        raise BrokenError("a value that is not of its type", 1) from error
    if isinstance(values, Mapping | str | None):
        return values or {}
    raise BrokenError(f"it must be keys and values, not a {type(values).__name__}", 0)


def first_sentence(error: Exception) -> str:
    """Return the message of an error on one line, without advice for programmers."""
    return " ".join(str(error).split()).partition("; use sys.")[0]


def _refuse_tags_and_copies(text: str) -> None:
    import yaml

    sizes: dict[str | None, int] = {}
    stack: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        _refuse_tag(event)
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            total += len(event.value) + 1
            sizes[event.anchor] = len(event.value) + 1
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append((event.anchor, total))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = stack.pop()
            sizes[anchor] = total - before + 1
        if total > MAX_EXPANDED:
            message = f"aliases that expand to more than {MAX_EXPANDED} characters"
            raise BrokenError(message, _line(event))


def _refuse_tag(event: yaml.Event) -> None:
    tag = getattr(event, "tag", None)
    if tag not in PLAIN_TAGS:
        shown = tag.replace(CORE, "!!", 1)
        raise BrokenError(f"the tag {shown!r}; expected a value without a tag", _line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
