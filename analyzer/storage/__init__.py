"""Temporary data on disk, the cache, encoding, and files that are written atomically."""
