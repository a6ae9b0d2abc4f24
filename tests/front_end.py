"""What stands in for the built front end where no browser runs."""

import json
from pathlib import Path

_MANIFEST = {
    "index.html": {
        "file": "assets/index-aaaaaaaa.js",
        "css": ["assets/index-bbbbbbbb.css"],
        "imports": ["_shared.js"],
    },
    "_shared.js": {"file": "assets/shared-cccccccc.js", "css": ["assets/shared-dddddddd.css"]},
    "src/server-pages/pages.css": {"file": "assets/pages-eeeeeeee.css"},
}


def write_build(folder: Path) -> None:
    """Write what pages of the server need of a build into the folder of static files."""
    (folder / "manifest.json").write_text(json.dumps(_MANIFEST))
