"""What can be wrong with people, groups and their credentials."""

from bpm.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimit,
    UnauthenticatedError,
)


class WrongCredentialsError(UnauthenticatedError):
    """User name or password is wrong."""

    code = "wrong_credentials"

    def __init__(self, detail: str = "", *, rate: RateLimit) -> None:
        super().__init__(detail)
        self.rate = rate


class InvalidTokenError(UnauthenticatedError):
    """The API token is unknown, expired or revoked."""

    code = "invalid_token"


class PermissionMissingError(ForbiddenError):
    """A permission is missing."""

    code = "permission_missing"


class UserNotFoundError(NotFoundError):
    """There is no such person."""

    code = "user_not_found"


class GroupNotFoundError(NotFoundError):
    """There is no such group."""

    code = "group_not_found"


class TokenNotFoundError(NotFoundError):
    """There is no such token."""

    code = "token_not_found"


class UsernameTakenError(ConflictError):
    """Somebody has this user name already."""

    code = "username_taken"


class GroupNameTakenError(ConflictError):
    """There is a group of this name already."""

    code = "group_name_taken"


class TokenShownError(ConflictError):
    """This token was made before; its secret is shown once."""

    code = "token_shown"


class LastAdministratorError(ConflictError):
    """The last administrator cannot be deactivated."""

    code = "last_administrator"


class InvalidPersonError(InvalidInputError):
    """These are not good values for a person or group."""

    code = "invalid_person"


class InvalidTokenRequestError(InvalidInputError):
    """A token cannot be made like this."""

    code = "invalid_token_request"


class InvalidGrantError(InvalidInputError):
    """This permission cannot be given like this."""

    code = "invalid_grant"
