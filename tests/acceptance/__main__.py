"""``python -m tests.acceptance PROGRAM… [-- ARGUMENT…]``: drive a fresh suite from outside."""

import subprocess
import sys

from tests.running_suite import RunningSuite


def main(arguments: list[str]) -> int:
    """Run each program against one fresh suite; return the worst exit status."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    programs, extra = arguments[:split], arguments[split + 1 :]
    suite = RunningSuite()
    worst = 0
    try:
        suite.start()
        log_in = ["--url", suite.url, "--user", "admin", "--password", "admin"]
        for program in programs:
            command = [sys.executable, program, *log_in, *extra]
            done = subprocess.run(command, check=False)  # noqa: S603 the caller named it
            worst = max(worst, abs(done.returncode))
        if worst:
            sys.stdout.write(suite.logs() + "\n")
    finally:
        if suite.process is not None and suite.process.poll() is None:
            suite.stop()
        suite.remove()
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
