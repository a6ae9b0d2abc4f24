"""``python -m bpm.config.serve``: run the whole suite until Ctrl-C."""

import sys

from bpm.config.configuration import read_configuration
from bpm.config.env import SettingError
from bpm.config.processes.console import say
from bpm.config.processes.errors import StartError
from bpm.config.processes.ground import describe_os_error
from bpm.config.processes.supervisor import Supervisor

_CANNOT_START = 1
_WRONG_SETTING = 2


def main() -> int:
    """Run the suite; return the exit status."""
    try:
        configuration = read_configuration()
    except SettingError as error:
        _complain(f"{error} docs/reference/settings.md lists all settings.")
        return _WRONG_SETTING
    try:
        Supervisor(configuration).run()
    except StartError as error:
        _complain(str(error))
        return _CANNOT_START
    except OSError as error:
        _complain(str(describe_os_error(error, configuration.var_dir)))
        return _CANNOT_START
    return 0


def _complain(sentence: str) -> None:
    say("Kontor did not start.")
    try:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    sys.exit(main())
