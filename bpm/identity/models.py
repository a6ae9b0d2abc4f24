"""Tables of people, groups, tenants, tokens, and of what permissions hang on."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from typing_extensions import override

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.languages import Language
from bpm.base.models import Record
from bpm.identity.contracts import Permission

DEFAULT_TENANT = "default"
LONGEST_NAME = 150
LONGEST_KEY = 255


class Tenant(Record):
    """One customer's walled garden."""

    name = models.CharField(max_length=63, unique=True)
    permission_epoch = models.IntegerField(default=0)
    """Grows with every change of rights, so that each process drops what it remembers."""
    definition_epoch = models.UUIDField(default=new_id)
    """An id that is replaced with every change of what can be started."""

    class Meta:
        db_table = "tenant"


def default_tenant() -> Tenant:
    """Return the tenant of everybody who names none, made when it is first needed."""
    return Tenant.objects.get_or_create(name=DEFAULT_TENANT, defaults={"id": new_id()})[0]


class UserManager(BaseUserManager["User"]):
    """Creates people for Django's own commands; the suite uses its services."""

    def create_user(self, username: str, email: str = "", password: str | None = None) -> "User":
        """Create a person of the default tenant."""
        user = User(
            id=new_id(),
            tenant=default_tenant(),
            username=username,
            email=self.normalize_email(email),
            date_joined=clock.now(),
        )
        user.set_password(password)
        user.save(force_insert=True)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None
    ) -> "User":
        """Create an administrator of the default tenant."""
        user = self.create_user(username, email, password)
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
        return user

    @override
    def get_by_natural_key(self, username: str | None) -> "User":
        """Return a person of the default tenant by user name."""
        return self.get(tenant__name=DEFAULT_TENANT, username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person; an administrator of the tenant where ``is_superuser`` is set."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    username = models.CharField(max_length=LONGEST_NAME)
    first_name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    last_name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()
    language = models.CharField(
        max_length=8, choices=[(x.value, x.value) for x in Language], null=True
    )
    """What the person chose; None where the browser decides."""
    seen_language = models.CharField(max_length=8, default=Language.ENGLISH.value)
    """What the browser of the last log-in asked for; mails to whoever chose nothing are in it."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        db_table = "identity_user"
        constraints = [
            models.UniqueConstraint("tenant", "username", name="user_name_once"),
            # Alice and alice would be one person to every reader but the computer.
            models.UniqueConstraint("tenant", Lower("username"), name="user_name_once_in_any_case"),
        ]

    @property
    def chosen_language(self) -> Language | None:
        """The language that the person chose; None where the browser decides."""
        return None if self.language is None else Language(self.language)


class TenantGroup(Record):
    """What Django's group lacks: its tenant, and its name without that."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="tenant_group")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    display_name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        db_table = "tenant_group"
        constraints = [models.UniqueConstraint("tenant", "name", name="group_name_once")]


class ApiToken(Record):
    """A secret that stands for a person; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    digest = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=63), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        db_table = "api_token"


class LoginThrottle(models.Model):
    """Log-ins tried lately, by address or by name; shared by all web processes."""

    key = models.TextField(primary_key=True)
    attempts = models.IntegerField()
    window_started_at = models.DateTimeField()

    class Meta:
        db_table = "login_throttle"
        indexes = [models.Index(fields=["window_started_at"], name="login_throttle_age")]

    @override
    def __str__(self) -> str:
        """Show what is counted."""
        return f"{self.key}: {self.attempts}"


class DefinitionKey(Record):
    """What all versions of a definition share; permissions on objects hang here.

    ``last_version`` outlives deleted versions, so that a number is never used twice.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_KEY)
    last_version = models.IntegerField(default=0)

    class Meta:
        db_table = "definition_key"
        default_permissions = ()
        permissions = [(permission.value, permission.value) for permission in Permission]
        constraints = [models.UniqueConstraint("tenant", "kind", "key", name="definition_key_once")]
