"""``python -m bpm.config.probe PORT``: end with 0 where the suite is ready.

For health checks in an image that has no curl.
"""

import sys
import urllib.error
import urllib.request

if __name__ == "__main__":
    address = f"http://127.0.0.1:{sys.argv[1]}/health/ready"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            sys.exit(answer.status != 200)  # noqa: PLR2004 HTTP's "fine"
    except (urllib.error.URLError, OSError) as error:
        sys.exit(f"not ready: {error}")
