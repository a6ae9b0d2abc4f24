"""Messages in a folder are whole or not there."""

from pathlib import Path

from kombu import Connection

from bpm.config import folder_broker


def _connection(folder: Path) -> Connection:
    folder_broker.install()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "processed_folder": str(folder / "processed"),
    }
    return Connection("filesystem://localhost//", transport_options=options)


def test_messages_arrive_in_their_order(tmp_path: Path) -> None:
    with _connection(tmp_path) as connection, connection.SimpleQueue("calls") as queue:
        for number in range(5):
            queue.put({"number": number})

        received = [queue.get(timeout=5).payload["number"] for _ in range(5)]

    assert received == list(range(5))


def test_a_message_that_is_still_being_written_is_passed_over(tmp_path: Path) -> None:
    with _connection(tmp_path) as connection, connection.SimpleQueue("others") as queue:
        (tmp_path / "00000000000000000001_half.new").write_text("")
        queue.put({"number": 1})

        message = queue.get(timeout=5)
        message.ack()

    assert message.payload == {"number": 1}
