"""XML from strangers: decoded, without what XML forbids, and parsed piece by piece.

Entities that a document declares, and what it includes from elsewhere, are refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from analyzer.readers.encoding import BOMS, character_set
from analyzer.readers.html import declared
from analyzer.readers.limits import LimitError

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

CHUNK = 1 << 16
# Editors paste these into posts, and an export writes them although XML has none of them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ROOT = re.compile(r"<(?:[\w.-]{1,99}:)?([\w.-]{1,99})")
REFUSED = "declares entities, or includes what is elsewhere; it is not read for safety"


class XmlError(Exception):
    """A document that is damaged; the message says from where on."""


class RefusedError(XmlError):
    """A document that is not read for safety."""


class Characters:
    """The text of XML in chunks, without a preface and without characters XML forbids.

    Parameters
    ----------
    stream : file object
        Of bytes.

    Attributes
    ----------
    head : str
        The first chunk.
    replaced : bool
        Whether bytes that are not of the encoding were replaced so far.
    """

    def __init__(self, stream: BinaryIO) -> None:
        first = stream.read(CHUNK)
        encoding = next((name for bom, name in BOMS if first.startswith(bom)), "")
        encoding = encoding or character_set(declared(first)) or "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._stream = stream
        self.replaced = False
        head = self._decoded(first, final=not first).lstrip("\ufeff \t\r\n")
        # What a plugin printed before the document is not of it.
        start = max(head.find("<?xml"), 0)
        self.head = head[start:]

    def __iter__(self) -> Iterator[str]:
        """Yield the chunks."""
        yield self.head
        while chunk := self._stream.read(CHUNK):
            yield self._decoded(chunk)
        if rest := self._decoded(b"", final=True):
            yield rest

    def _decoded(self, data: bytes, *, final: bool = False) -> str:
        text = self._decoder.decode(data, final)
        self.replaced = self.replaced or "\ufffd" in text
        return FORBIDDEN.sub("", text)


def root_of(head: str) -> str:
    """Return the name of the outermost element, without its prefix; empty for no XML."""
    at = 0 if head.startswith("<") else -1
    while at >= 0 and head.startswith(("<?", "<!"), at):
        at = head.find("-->" if head.startswith("<!--", at) else ">", at)
        at = head.find("<", at) if at >= 0 else -1
    match = ROOT.match(head, at) if at >= 0 else None
    return match[1].lower() if match else ""


class Elements(ContentHandler):
    """Follows the elements of a document; a subclass keeps what it needs of them.

    Attributes
    ----------
    depth : int
        How many elements are open.
    complete : bool
        Whether the outermost element is closed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.complete = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """Note the start of an element."""
        self.depth += 1
        self.begin(name, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Note the end of an element."""
        self.end(name)
        self.depth -= 1
        self.complete = not self.depth

    def begin(self, name: str, attributes: AttributesImpl) -> None:
        """Handle the start of an element, which `depth` counts already."""

    def end(self, name: str) -> None:
        """Handle the end of an element, which `depth` still counts."""


def parse_elements(text: Iterable[str], elements: Elements) -> Iterator[None]:
    """Parse a document; pause after each chunk, also after the last before damage.

    What follows the outermost element is not read.

    Raises
    ------
    XmlError
        At damage, and for a document that is not read for safety.
    ImportError
        If defusedxml is not installed.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import DefusedExpatParser

    # An outside document type is neither fetched nor a reason to refuse the rest.
    parser = DefusedExpatParser(forbid_external=False)
    parser.setContentHandler(elements)
    elements.depth, elements.complete = 0, False
    try:
        for chunk in text:
            parser.feed(chunk)
            yield
            if elements.complete:
                return
        parser.close()
    except LimitError:
        yield
        raise
    except DefusedXmlException as error:
        raise RefusedError(REFUSED) from error
    except SAXParseException as error:
        yield
        if elements.complete:
            return
        line, column = error.getLineNumber(), (error.getColumnNumber() or 0) + 1
        message = f"not XML from line {line}, column {column} on ({error.getMessage()})"
        raise XmlError(message) from error
    except SAXException as error:
        raise XmlError(f"not XML that can be read: {error}") from error


def plain_label(label: str) -> str:
    """Return a title, or the name of a category, without the markup that it may have."""
    from analyzer.readers.document import prose_of

    has_markup = "<" in label or "&" in label
    return " ".join(prose_of(label, "html").split()) if has_markup else label
