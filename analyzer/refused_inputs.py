"""What is no collection of texts, though Python could read it as one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from typing import Any, NoReturn

from analyzer.article import Article
from analyzer.errors import SettingError

MISSING = ("NoneType", "NAType", "NaTType")


def refuse_input(data: Any, caller: str) -> None:
    """Raise a `SettingError` with the right call, if `data` would be misread.

    Parameters
    ----------
    data : object
    caller : str
        The function that the call is of.
    """
    kind = "string" if isinstance(data, str) else type(data).__name__
    call = _right_call(data, caller)
    if call:
        raise SettingError(f"{caller}: data is one {kind}; {call}")
    if not isinstance(data, Iterable) and not hasattr(data, "__arrow_c_stream__"):
        raise SettingError(f"{caller}: expected articles or texts, got {kind}")


def _right_call(data: Any, caller: str) -> str:
    """Return what to call instead, empty where the data are texts."""
    advice = ""
    if isinstance(data, str):
        advice = f"put it in a list, {caller}([text]), or read a file, {caller}({READ})"
    elif isinstance(data, bytes | bytearray):
        advice = f"decode it and put it in a list, {caller}([data.decode()])"
    elif isinstance(data, os.PathLike) or hasattr(data, "readline"):
        advice = f"read it, {caller}({READ})"
    elif isinstance(data, Article):
        advice = f"put it in a list, {caller}([article])"
    elif isinstance(data, Mapping):
        advice = _of_mapping(data, caller)
    elif isinstance(data, Set):
        advice = f"sort it, since a set has no order, {caller}(sorted(data))"
    elif hasattr(data, "collect") and not isinstance(data, Iterable):
        advice = f"it is lazy; collect it, {caller}(data.collect())"
    elif len(getattr(data, "shape", ())) > 1 and not has_columns(data):
        advice = f"it has several dimensions; give one column, {caller}(data[:, 0])"
    return advice


READ = "analyzer.read(path)"


def has_columns(data: object) -> bool:
    """Return whether data are a table of any library."""
    return hasattr(data, "columns") or hasattr(data, "column_names")


def _of_mapping(data: Mapping[Any, Any], caller: str) -> str:
    values = list(data.values())
    if any(map(has_columns, values)):
        return f"choose one of its parts, {caller}(data[{next(iter(data))!r}])"
    if values and all(isinstance(value, list | tuple) for value in values):
        return f"make a table of its columns, {caller}(pandas.DataFrame(data))"
    return (
        f"give its values, {caller}(list(data.values())), or keep its keys as labels, "
        f"{caller}(pandas.Series(data))"
    )


def refuse_columns(named: Mapping[str, str | None], first: object, caller: str) -> None:
    """Raise a `SettingError` for a name of a column, where the data are no table.

    Parameters
    ----------
    named : mapping of str to str or None
        The argument and its value.
    first : object
        The first text; an `Article` has fields.
    caller : str
    """
    for role, name in named.items():
        has_fields = role == "focus_keyphrase" and isinstance(first, Article)
        if name is not None and role != "language" and not has_fields:
            raise SettingError(
                f"{caller}: {role}={name!r} names a column, but data is no table; give a "
                "DataFrame"
            )


def is_missing(value: object) -> bool:
    """Return whether a cell is empty, as pandas, polars or plain Python has it."""
    return type(value).__name__ in MISSING or (isinstance(value, float) and value != value)


def text_of(label: object, value: object) -> str:
    """Return the text of a cell, which is empty where it is missing.

    Raises
    ------
    SettingError
        If it is no text.
    """
    if isinstance(value, str):
        return value
    if is_missing(value):
        return ""
    kind = type(value).__name__
    advice = f"; read files with {READ}" if isinstance(value, os.PathLike) else ""
    raise SettingError(f"row {label!r}: expected a text, got {kind} {value!r:.40}{advice}")


def refuse_markup(markup: str, label: object) -> NoReturn:
    """Refuse markup for an `Article`, which has been read already."""
    raise SettingError(
        f"markup is {markup!r}, but {label!r} is an Article, which has been read already; "
        "give markup to analyzer.read"
    )
