"""The version of this package, and where it is published."""

__version__ = "0.1.0"
HOMEPAGE = "https://github.com/OWNER/analyzer"
