"""The pipeline of reports and checks: measure in batches, compare, score."""
