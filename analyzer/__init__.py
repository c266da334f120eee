"""Finds repeated key phrases, keyword stuffing, near-duplicate sentences and copies."""

__version__ = "0.1.0"
