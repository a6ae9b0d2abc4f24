"""What the set-up does with words that it does not know."""

import pytest

from bpm.config import bootstrap


@pytest.mark.parametrize(
    "arguments", [["--help"], ["serve"], ["run", "--sever"], ["run", "--serve", "now"]]
)
def test_words_that_nobody_knows_install_nothing(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(bootstrap, "_prepare", prepared.append)

    assert bootstrap.main(arguments) == 2
    assert prepared == []
    assert "Usage: bootstrap.py run|tools|dev|browser [--serve]" in capsys.readouterr().err
