"""Exports that are one JSON object: Ghost, and JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

PUBLISHED = frozenset(["published", "sent"])
FEED = "jsonfeed.org/version/"


def find_posts(value: Mapping[str, Any]) -> list[dict[str, object]] | None:
    """Return the posts of an export as records; None where an object is no export."""
    tables = _ghost_tables(value)
    if tables is not None:
        return list(_ghost_posts(tables))
    if FEED in str(value.get("version", "")) and isinstance(value.get("items"), list):
        return [_entry(item, value) for item in value["items"] if isinstance(item, dict)]
    return None


def _ghost_tables(value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    database = value.get("db")
    first = database[0] if isinstance(database, list) and database else value
    tables = first.get("data") if isinstance(first, dict) else None
    is_ghost = isinstance(tables, dict) and isinstance(tables.get("posts"), list)
    return tables if is_ghost else None


def _rows(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _names(
    tables: Mapping[str, Any], table: str, link: str, key: str
) -> dict[object, list[str]]:
    """Return the names of a table that each post is linked with."""
    names = {str(row.get("id")): str(row.get("name", "")) for row in _rows(tables, table)}
    linked: dict[object, list[str]] = {}
    for row in _rows(tables, link):
        name = names.get(str(row.get(key)), "")
        if name:
            linked.setdefault(str(row.get("post_id")), []).append(name)
    return linked


def is_published(post: Mapping[str, object]) -> bool:
    """Return whether a post is no draft and not scheduled."""
    return post.get("status", "published") in PUBLISHED


def _ghost_posts(tables: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    tags = _names(tables, "tags", "posts_tags", "tag_id")
    authors = _names(tables, "users", "posts_authors", "author_id")
    for post in _rows(tables, "posts"):
        key = str(post.get("id"))
        yield {
            "id": key,
            "title": post.get("title"),
            "content": post.get("html") or post.get("plaintext") or "",
            "language": post.get("locale"),
            "url": post.get("slug", ""),
            "author": ", ".join(authors.get(key, ())),
            "date": post.get("published_at") or post.get("created_at") or "",
            "categories": ", ".join(tags.get(key, ())),
            "excerpt": post.get("custom_excerpt") or "",
            "status": post.get("status") or "published",
            "type": post.get("type", "post"),
        }


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, object]:
    authors = item.get("authors") or [item.get("author")]
    listed = authors if isinstance(authors, list) else []
    names = [one.get("name") for one in listed if isinstance(one, dict)]
    tags = item.get("tags")
    text = item.get("content_html") or item.get("content_text")
    return {
        "id": item.get("id"),
        "title": item.get("title"),
        "content": text or item.get("summary") or "",
        "language": item.get("language") or feed.get("language"),
        "url": item.get("url", ""),
        "author": ", ".join(name for name in names if isinstance(name, str)),
        "date": item.get("date_published") or "",
        "categories": ", ".join(map(str, tags)) if isinstance(tags, list) else "",
        "excerpt": (item.get("summary") or "") if text else "",
    }
