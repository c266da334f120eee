"""The published filters of training text: Gopher, C4 and FineWeb."""

from analyzer.filters.apply import apply_filters

__all__ = ["apply_filters"]
