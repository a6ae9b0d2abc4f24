"""Reading XML from strangers."""

import time

import pytest

from bpm.core.bpmn import check_model
from bpm.core.xml import UnreadableXmlError, XmlLimits, encode_text, read_xml
from tests.unit.core.models import END, START, chain, definitions, model, process

SMALL = XmlLimits(max_bytes=2000, max_nodes=20, max_depth=5, max_attributes=4)


def code_of(content: bytes, limits: XmlLimits = SMALL) -> str:
    with pytest.raises(UnreadableXmlError) as caught:
        read_xml(content, limits=limits)
    (problem,) = caught.value.problems
    return problem.code


def test_a_document_within_the_limits_is_read() -> None:
    root = read_xml(b'<?xml version="1.0"?><a b="1"><!-- c --><?pi x?><d>text</d></a>')

    assert [child.tag for child in root] == ["d"]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("UTF-16LE", "utf-16-le"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-15", "iso-8859-15"),
    ],
)
def test_text_becomes_the_file_that_it_declares_to_be(declared: str, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><a b="für 3 €"/>'
    content = encode_text("\ufeff" + text if codec == "utf-16" else text)

    assert content == text.encode(codec)
    assert read_xml(content).get("b") == "für 3 €"


@pytest.mark.parametrize(
    "text", ["<a>ü</a>", '<?xml version="1.0" encoding="ISO-8859-1"?><a>€</a>', '{"a": "ü"}', ""]
)
def test_all_other_text_becomes_utf_8(text: str) -> None:
    assert encode_text(text) == text.encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xml_malformed"),
        (b"hello", "xml_malformed"),
        (b"<a>", "xml_malformed"),
        (b"<a/><b/>", "xml_malformed"),
        (b"<a>\x00</a>", "xml_malformed"),
        (b"<a>\xff</a>", "xml_malformed"),
        (b"<p:a/>", "xml_malformed"),
        (b"<a>&unknown;</a>", "xml_malformed"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "xml_malformed"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "xml_malformed"),
        (b"<!DOCTYPE a><a/>", "xml_doctype"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', "xml_doctype"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "xml_doctype"),
        (b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><a>&y;</a>', "xml_doctype"),
        (b"<a>" + b" " * 2000 + b"</a>", "xml_too_large"),
        (b"<a>" + b"<b/>" * 20 + b"</a>", "xml_too_large"),
        (b"<a>" + b"<!---->" * 20 + b"</a>", "xml_too_large"),
        (b"<a>" * 6 + b"</a>" * 6, "xml_too_large"),
        (b'<a b="1" c="1" d="1" e="1" f="1"/>', "xml_too_large"),
        (b"<a " + b" ".join(b'xmlns:n%d="u"' % n for n in range(5)) + b"/>", "xml_too_large"),
    ],
)
def test_what_is_malformed_hostile_or_too_large_is_refused(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_a_bomb_is_refused_before_a_tree_is_built() -> None:
    bomb = b"<a>" + b"<b/>" * 2_000_000 + b"</a>"
    many_namespaces = (
        b"<a " + b" ".join(b'xmlns:n%d="u:%d"' % (n, n) for n in range(50_000)) + b"/>"
    )

    began = time.perf_counter()
    assert code_of(bomb, XmlLimits()) == "xml_too_large"
    assert code_of(many_namespaces, XmlLimits()) == "xml_too_large"
    assert time.perf_counter() - began < 5


def test_a_namespace_that_is_no_address_is_refused_but_a_relative_one_is_not() -> None:
    assert len(read_xml(b'<a xmlns:p="vendor/1"><p:b/></a>')) == 1

    content = b'<a xmlns:p="http://with a/blank"><p:b/></a>'
    assert code_of(content, XmlLimits()) == "xml_malformed"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<a/>",
        b"<bpmn:definitions>",
        b"\x00\x01\x02",
        b"<definitions/>",
        b"[" * 20_000,
        "Ünïcode".encode("utf-16"),
    ],
)
def test_the_check_answers_anything_with_a_report(content: bytes) -> None:
    report = check_model(content)

    assert len(report.errors) == 1
    assert report.processes == ()


def test_line_numbers_are_the_files() -> None:
    text = model(START, "\n\n", '<bpmn:choreographyTask id="s"/>').decode()

    found = [p for p in check_model(text.encode()).errors if p.code == "unsupported_element"]

    assert found[0].line == 3


def test_a_definitions_element_without_process_is_refused() -> None:
    assert [p.code for p in check_model(definitions()).errors] == []
    assert [p.code for p in check_model(definitions()).warnings] == ["no_process"]


def test_other_encodings_are_read() -> None:
    text = model(chain(START, END)).decode()
    for encoding in ("utf-8", "utf-16", "iso-8859-1"):
        content = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
        assert check_model(content).errors == ()


def test_two_processes_may_stand_in_one_file() -> None:
    parts = process(chain(START, END), key="a") + process(
        '<bpmn:task id="other"/>', key="b", attributes=""
    )

    report = check_model(definitions(parts))

    assert report.errors == ()
    assert [(info.key, info.is_executable) for info in report.processes] == [
        ("a", True),
        ("b", False),
    ]
