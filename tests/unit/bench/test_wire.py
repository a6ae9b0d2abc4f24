"""The load client's HTTP."""

from tests.bench.wire import Answer, AnswerReader, encode_request


def test_an_answer_is_whole_when_its_length_is_there() -> None:
    reader = AnswerReader()

    early = reader.feed(b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\n{")
    late = reader.feed(b'"a}')

    assert early is None
    assert late == Answer(status=201, body=b'{"a}', closes=False)


def test_chunks_are_joined() -> None:
    reader = AnswerReader()

    answer = reader.feed(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )

    assert answer == Answer(status=200, body=b"abcde", closes=True)


def test_without_a_length_the_end_of_the_connection_ends_the_answer() -> None:
    reader = AnswerReader()

    early = reader.feed(b"HTTP/1.0 200 OK\r\n\r\nabc")
    late = reader.feed(b"")

    assert early is None
    assert late == Answer(status=200, body=b"abc", closes=True)


def test_a_request_carries_its_length() -> None:
    request = encode_request("POST", "/x", b"{}", host="h", authorization="Bearer t")

    assert request == (
        b"POST /x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nAccept: application/json\r\n"
        b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )
