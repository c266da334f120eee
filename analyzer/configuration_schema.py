"""The JSON Schema of configuration files, by which editors complete and check them.

``python -m analyzer.configuration_schema`` prints it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from analyzer.configuration import HIDDEN, OWN, SHARED, TABLE, Configuration
from analyzer.settings import Override


def schema(known_rules: Sequence[str]) -> dict[str, Any]:
    """Return the JSON Schema of a configuration file."""
    made = msgspec.json.schema(Configuration)
    definitions: dict[str, Any] = made["$defs"]
    for kind in (Configuration, Override):
        definition = definitions[kind.__name__]
        meanings = _meanings(kind)
        definition["description"] = (kind.__doc__ or "").strip().split("\n")[0]
        for name, value in definition["properties"].items():
            value["description"] = meanings[name.replace("-", "_")]
            if name in ("select", "ignore"):
                items = value if "items" in value else value["anyOf"][0]
                items["items"] = {"enum": list(known_rules)}
    del definitions["Configuration"]["properties"][HIDDEN]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"[{TABLE}] of {SHARED}, or {OWN}",
        **made,
    }


def _meanings(kind: type) -> dict[str, str]:
    """Return what the docstrings say about each field."""
    meanings: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        documented = re.split(r"\n    (?=\S)", base.__doc__ or "")
        for piece in documented:
            head, _, body = piece.partition("\n")
            names, _, _ = head.partition(" : ")
            for name in names.split(", "):
                if body.startswith("        "):
                    meanings[name] = " ".join(body.split())
    return meanings


if __name__ == "__main__":
    import json

    from analyzer.rules.registry import known_rules

    print(json.dumps(schema(known_rules()), indent=2))
