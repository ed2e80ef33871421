"""The people who use the service, and what was on a form when somebody's session ended."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from mscc.models.alliance import Alliance, Service
from mscc.roles import ALLIANCE_ROLES, HOLDERS, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def holders(self) -> models.QuerySet["User"]:
        """Who may hold a post now: an account that is in use, and a role that lets them."""
        roles = Membership.objects.filter(user=models.OuterRef("pk"), role__in=HOLDERS)
        return self.filter(models.Exists(roles), is_active=True)


class User(AbstractBaseUser):
    """A member of staff. Belongs to one alliance and never sees another."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="users")
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    phone = models.CharField(max_length=40, blank=True, help_text="Where this person is rung when on duty.")
    is_active = models.BooleanField(default=True)
    sound_on = models.BooleanField(default=False, help_text="An emergency alert on the worklist sounds.")
    created_at = models.DateTimeField(auto_now_add=True)
    lost_at = models.DateTimeField(
        null=True, help_text="On the rota or holding a role, but with no role that lets them: since when that was seen."
    )

    session_round = models.PositiveIntegerField(
        default=0, help_text="Sessions of an earlier round are over: raised to sign the person out everywhere."
    )

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def end_sessions(self) -> None:
        """Sign the person out everywhere: the next request of every session of theirs is sent to sign in."""
        type(self).objects.filter(pk=self.pk).update(session_round=models.F("session_round") + 1)
        self.refresh_from_db(fields=["session_round"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must still match: the password, and the round."""
        of = f"{self.session_round}.{self.password}"
        return salted_hmac("mscc.session", of, secret=secret, algorithm="sha256").hexdigest()

    @property
    def short_name(self) -> str:
        """First initial and surname, for narrow columns."""
        first, _, last = self.name.rpartition(" ")
        return f"{first.removeprefix('Dr ')[:1]} {last}".strip()


class Membership(models.Model):
    """A role that a person has, in one service or (for some roles) in the alliance."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is taken away.")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When somebody last said that it is right.")
    confirmed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "service"], nulls_distinct=False, name="role_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(ALLIANCE_ROLES), service__isnull=True)
                | (~models.Q(role__in=sorted(ALLIANCE_ROLES)) & models.Q(service__isnull=False)),
                name="role_in_service_or_alliance",
            ),
        ]

    def __str__(self) -> str:
        where = self.service or self.user.alliance
        return f"{Role(self.role).label}, {where}"


class Pressed(models.Model):
    """A form that was sent and is kept: sent once more, word for word, it is not kept twice."""

    digest = models.CharField(
        primary_key=True, max_length=64, help_text="Of the form, its sender and all that was sent."
    )
    at = models.DateTimeField()
    led_to = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Kept at {self.at:%H:%M}"


class ParkedForm(models.Model):
    """What somebody had typed when their session turned out to have ended: shown again after they sign in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="parked_forms")
    path = models.CharField(max_length=300)
    data = models.JSONField(help_text="The posted fields: each name with its list of values.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Form of {self.user} from {self.created_at:%H:%M}"
