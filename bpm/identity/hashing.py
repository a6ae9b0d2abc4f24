"""How passwords are kept: PBKDF2 with as many rounds as the settings say."""

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class PasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 with SHA-256; a hash with another number of rounds is renewed at the next log-in."""

    iterations = settings.BPM_PASSWORD_ROUNDS
