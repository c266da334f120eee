"""Similarity of texts: exact joins, clusters of near-duplicates, duplicate passages."""
