"""Files: brought in, looked at, taken home."""

import hashlib

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.http import content_disposition_header
from typing_extensions import override

from bpm.api.errors import UnsupportedMediaTypeError
from bpm.api.multipart import keep_file_names, read_file
from bpm.api.openapi import IDEMPOTENCY_KEY, Operation, operation
from bpm.api.views import (
    ANY_TOKEN,
    Endpoint,
    Handler,
    answer,
    answer_nothing,
    location,
    path_id,
    request_key,
)
from bpm.base.wire import JsonObject
from bpm.files import queries as files, services
from bpm.files.contracts import FileContent, FileDetails, FileLimits, FileView, NewFile
from bpm.identity.contracts import WORK_WITH_FILES
from bpm.runtime import queries

_UPLOAD: JsonObject = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}
_READ = {"GET": WORK_WITH_FILES}
_BINARY = "application/octet-stream"
# A file is somebody's: no page of ours, whatever is in it.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class _UploadBody(msgspec.Struct, kw_only=True):
    """An upload, as far as it tells one request from another."""

    name: str
    media_type: str
    sha256: str


class Files(Endpoint):
    token_scopes = {"POST": WORK_WITH_FILES}

    @override
    def _find_handler(self, request: HttpRequest) -> Handler:
        # Finding out who asks may read the body already.
        keep_file_names(request)
        return super()._find_handler(request)

    @operation(
        Operation(
            operation_id="upload_file",
            upload=_UPLOAD,
            answers={201: FileView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Bring a file: the answer is what a variable of the type `file` holds.

        Content, name and `Content-Type` must agree. A file that no variable and no attachment
        refers to within a day goes again.
        """
        actor = self.actor(request)
        if request.content_type != "multipart/form-data":
            raise UnsupportedMediaTypeError("Send the file as multipart/form-data.")
        new = read_file(request)
        view = services.upload_file(
            new, actor=actor, request_key=request_key(request, actor, _told_apart_by(new))
        )
        return answer(view, 201, location("files", view.id))


def _told_apart_by(new: NewFile) -> _UploadBody:
    new.content.seek(0)
    digest = hashlib.file_digest(new.content, "sha256")  # type: ignore[arg-type] # it is readable
    name = new.name.encode("utf-8", "backslashreplace").decode()
    return _UploadBody(name=name, media_type=new.media_type, sha256=digest.hexdigest())


class Limits(Endpoint):
    token_scopes = {"GET": ANY_TOKEN}

    @operation(Operation(operation_id="get_file_limits", answers={200: FileLimits}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """Read how large files may be, and of which types."""
        self.actor(request)
        return answer(files.get_limits())


class File(Endpoint):
    token_scopes = {"GET": WORK_WITH_FILES, "DELETE": WORK_WITH_FILES}

    @operation(Operation(operation_id="get_file", answers={200: FileDetails}))
    def get(self, request: HttpRequest, file_id: str) -> HttpResponse:
        """Read what a file is."""
        return answer(queries.get_file(path_id(file_id), actor=self.actor(request)))

    @operation(Operation(operation_id="delete_file", answers={204: None}))
    def delete(self, request: HttpRequest, file_id: str) -> HttpResponse:
        """Delete a file of one's own that nothing refers to yet."""
        services.delete_file(path_id(file_id), actor=self.actor(request))
        return answer_nothing()


class Content(Endpoint):
    token_scopes = _READ
    media_type = _BINARY

    @operation(Operation(operation_id="get_file_content", answers={200: bytes}, media_type=_BINARY))
    def get(self, request: HttpRequest, file_id: str) -> HttpResponseBase:
        """Download a file; browsers keep it and show nothing of it."""
        opened = queries.open_file(path_id(file_id), actor=self.actor(request))
        return _answer_bytes(opened, _BINARY, is_shown=False)

    @override
    def _check_accept(self, request: HttpRequest) -> None:
        """Take any wish: a file is what it is."""


class Preview(Content):
    @operation(Operation(operation_id="get_file_preview", answers={200: bytes}, media_type=_BINARY))
    @override
    def get(self, request: HttpRequest, file_id: str) -> HttpResponseBase:
        """Read a picture or a PDF to show it in a page; 409 `no_preview` for other types."""
        opened = queries.open_file(path_id(file_id), actor=self.actor(request), for_preview=True)
        return _answer_bytes(opened, opened.file.media_type, is_shown=True)


def _answer_bytes(opened: FileContent, media_type: str, *, is_shown: bool) -> StreamingHttpResponse:
    disposition = content_disposition_header(as_attachment=not is_shown, filename=opened.file.name)
    headers = {
        **_SAFE,
        "Content-Length": str(opened.file.size),
        "Content-Disposition": disposition or "attachment",
    }
    return StreamingHttpResponse(opened.chunks, content_type=media_type, headers=headers)


urlpatterns = [
    path("files", Files.as_view()),
    path("files/limits", Limits.as_view()),
    path("files/<str:file_id>", File.as_view()),
    path("files/<str:file_id>/content", Content.as_view()),
    path("files/<str:file_id>/preview", Preview.as_view()),
]
