"""Forms of the pages that the server draws itself."""

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import QueryDict
from typing_extensions import override

from bpm.base.languages import say
from bpm.core.errors import ThrottledError
from bpm.identity import services as identity
from bpm.identity.errors import WrongCredentialsError


class PasswordForm(PasswordChangeForm):
    """Changes one's own password; the old one is guessed no more often than at the log-in.

    Args:
        user: Who is logged in.
        data: What was sent; None draws an empty form.
        address: Where the attempt comes from.
    """

    def __init__(self, user: AbstractBaseUser, data: QueryDict | None, *, address: str) -> None:
        super().__init__(user, data)
        self._address = address
        self.refusal: ThrottledError | None = None

    @override
    def clean_old_password(self) -> str:
        """Return the old password, where it is right and was not guessed at too often."""
        typed = str(self.cleaned_data["old_password"])
        try:
            identity.confirm_password(self.user.pk, password=typed, address=self._address)
        except WrongCredentialsError:
            raise ValidationError(self.error_messages["password_incorrect"]) from None
        except ThrottledError as error:
            self.refusal = error
            raise ValidationError(too_many_attempts(error)) from error
        return typed


def too_many_attempts(error: ThrottledError) -> str:
    """Return what somebody reads who has to wait before the next attempt."""
    minutes = -(-error.retry_after_seconds // 60)
    return say(f"Too many attempts. Wait {minutes} min, then try again.")
