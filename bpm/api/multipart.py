"""Reading an uploaded file with the name that its sender gave it.

Django mends names: it cuts folders off and drops what it does not like. A name that cannot be kept
is refused here instead, so the name must be seen as it was sent.
"""

from typing import IO, Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict
from typing_extensions import override

from bpm.api.views import InvalidBodyError
from bpm.core.errors import Problem
from bpm.files.contracts import NewFile

FIELD = "file"
_IGNORED = frozenset({"csrfmiddlewaretoken"})
_NAMES = "bpm_file_names"


class _NameKeeper(MultiPartParser):
    """Django's parser, that notes names before it mends them."""

    names: list[str]

    @override
    def sanitize_file_name(self, file_name: str) -> str:
        self.names.append(file_name)
        # Any name that Django lets pass: with none at all, it would pass over the file.
        return FIELD


def keep_file_names(request: HttpRequest) -> None:
    """Let a request note the names of its files; before anything else reads its body."""
    names: list[str] = []
    request.META[_NAMES] = names

    def parse(
        meta: dict[str, Any], post_data: IO[bytes]
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]]:
        parser = _NameKeeper(meta, post_data, request.upload_handlers, request.encoding)
        parser.names = names
        return parser.parse()

    # The one place that Django leaves for a parser of one's own.
    request.parse_file_upload = parse  # type: ignore[method-assign, assignment]


def read_file(request: HttpRequest) -> NewFile:
    """Return the one file of a multipart body; ``keep_file_names`` must have been asked before.

    Raises:
        InvalidBodyError: There is none, more than one, or something else beside it.
    """
    files = request.FILES.getlist(FIELD)
    unknown = (set(request.POST) - _IGNORED) | (set(request.FILES) - {FIELD})
    problems = [
        Problem(code="unknown_member", pointer=f"/{name}", detail="It is not expected here.")
        for name in sorted(unknown - {FIELD})
    ]
    if len(files) != 1 or FIELD in request.POST:
        code = "invalid_type" if files else "missing_member"
        detail = f"Send one file, with a name, in the field {FIELD}."
        problems.append(Problem(code=code, pointer=f"/{FIELD}", detail=detail))
    names: list[str] = request.META[_NAMES]
    if problems or len(names) != 1:
        raise InvalidBodyError(problems=problems)
    [file] = files
    return NewFile(
        name=names[0], media_type=file.content_type or "", content=cast("BinaryIO", file.file)
    )
