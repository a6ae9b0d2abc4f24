"""Read XML from strangers: limits first, then a tree without DTD, entities or network."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.parsers import expat  # only counts tags and never keeps a tree

from lxml import etree

from bpm.core.errors import InvalidInputError, Problem


class UnreadableXmlError(InvalidInputError):
    """This is not XML that can be accepted."""

    code = "unreadable_xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlLimits:
    """How large a document may be.

    Args:
        max_bytes: Length of the file.
        max_nodes: Elements, comments and processing instructions.
        max_depth: Elements inside one another.
        max_attributes: Attributes and namespace declarations of one element.
    """

    max_bytes: int = 10 * 1024 * 1024
    max_nodes: int = 200_000
    max_depth: int = 100
    max_attributes: int = 100


DEFAULT_LIMITS: Final = XmlLimits()


def read_xml(content: bytes, *, limits: XmlLimits = DEFAULT_LIMITS) -> etree._Element:
    """Return the root of the document.

    A first pass counts without building anything, because building is what a bomb makes
    expensive; only a document within the limits is read into a tree.

    Raises:
        UnreadableXmlError: Too large, too deep, not well-formed, or it holds a DTD. Its one
            problem says what and, where known, at which line.
    """
    if len(content) > limits.max_bytes:
        raise _refusal("xml_too_large", f"The file is larger than {limits.max_bytes} bytes.")
    _Counter(limits).count(content)
    try:
        return etree.fromstring(content, _make_parser())
    except etree.XMLSyntaxError as error:
        raise _refusal("xml_malformed", f"This is not XML: {error.msg}", error.lineno) from error


_DECLARED: Final = re.compile(
    r"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']"""
    r"""(utf-16|utf-16le|utf-16be|iso-8859-[0-9]{1,2}|windows-125[0-8])["']""",
    re.IGNORECASE,
)
"""How a text begins that declares another encoding than UTF-8, of those that models come in."""


def encode_text(text: str) -> bytes:
    """Return what was sent as text as the bytes of a file, in the encoding that it declares.

    Text is decoded already; read as UTF-8, a file that declares another encoding would be refused
    or have other words in it. What is no XML, or does not fit its declaration, becomes UTF-8.
    """
    declared = _DECLARED.match(text.removeprefix("\ufeff"))
    if declared is not None:
        try:
            return text.removeprefix("\ufeff").encode(declared[1])
        except (LookupError, UnicodeEncodeError):
            pass
    return text.encode("utf-8", "surrogatepass")


def _make_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refusal(code: str, detail: str, line: int | None = None) -> UnreadableXmlError:
    return UnreadableXmlError(detail, problems=[Problem(code=code, detail=detail, line=line)])


class _Counter:
    """Counts nodes, depth and attributes while the bytes stream through expat."""

    def __init__(self, limits: XmlLimits) -> None:
        self._limits = limits
        self._nodes = 0
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CommentHandler = self._see_node
        self._parser.ProcessingInstructionHandler = self._see_node
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def count(self, content: bytes) -> None:
        """Go through the document once.

        Raises:
            UnreadableXmlError: A limit is passed, or it is not well-formed.
        """
        try:
            self._parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise _refusal("xml_malformed", f"This is not XML: {reason}.", error.lineno) from error
        except (LookupError, ValueError) as error:
            raise _refusal("xml_malformed", f"The encoding is not accepted: {error}.") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._see_node()
        if self._depth > self._limits.max_depth:
            raise self._passed(f"Elements are nested more than {self._limits.max_depth} deep.")
        if len(attributes) > self._limits.max_attributes:
            raise self._passed(
                f"An element {name[:100]!r} has more than {self._limits.max_attributes} attributes."
            )

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _see_node(self, *_content: str) -> None:
        self._nodes += 1
        if self._nodes > self._limits.max_nodes:
            raise self._passed(f"The file holds more than {self._limits.max_nodes} elements.")

    def _refuse_doctype(self, *_declaration: object) -> None:
        detail = "A document type declaration (DOCTYPE) is not accepted."
        raise _refusal("xml_doctype", detail, self._parser.CurrentLineNumber)

    def _passed(self, detail: str) -> UnreadableXmlError:
        return _refusal("xml_too_large", detail, self._parser.CurrentLineNumber)


def name_of(element: etree._Element) -> tuple[str, str]:
    """Return namespace (empty where there is none) and local name of an element."""
    return split_name(str(element.tag))


@lru_cache(maxsize=1024)
def split_name(name: str) -> tuple[str, str]:
    """Return namespace and local name of ``{namespace}name``."""
    if name.startswith("{"):
        namespace, _, local = name[1:].partition("}")
        return namespace, local
    return "", name


def children(element: etree._Element, namespace: str, *names: str) -> list[etree._Element]:
    """Return the children with one of these names, in order of the document."""
    return list(element.iterchildren(*_tags(namespace, names)))


@lru_cache(maxsize=256)
def _tags(namespace: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{{{namespace}}}{name}" for name in names)


def child(element: etree._Element, namespace: str, name: str) -> etree._Element | None:
    """Return the first child of that name, or None."""
    return next(element.iterchildren(f"{{{namespace}}}{name}"), None)


def line_of(element: etree._Element) -> int | None:
    """Return the line on which an element begins, from 1."""
    line: object = element.sourceline  # the stubs do not know its type
    return line if isinstance(line, int) else None


def text_of(element: etree._Element | None) -> str:
    """Return all text in an element, stripped; empty for None."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()
