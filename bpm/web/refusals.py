"""What pages and middleware refuse, beside what every app may refuse."""

from bpm.core.errors import ForbiddenError, MalformedInputError, TooLargeError, UnavailableError


class BodyTooLargeError(TooLargeError):
    """The body is too large."""

    code = "body_too_large"


class UploadTooLargeError(TooLargeError):
    """The upload is too large."""

    code = "upload_too_large"


class LengthMissingError(MalformedInputError):
    """The request does not say how long it is."""

    code = "length_missing"


class PageTooOldError(ForbiddenError):
    """The page was open for too long."""

    code = "page_too_old"


class PagesNotBuiltError(UnavailableError):
    """The pages are missing."""

    code = "pages_not_built"
