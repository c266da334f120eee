"""The one way from articles to results: measure in batches, compare, score."""
