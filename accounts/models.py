"""Who signs in, which roles they hold, and what they did."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import CHOICES, SEPARATED, permissions_of
from accounts.scopes import LABELS
from kernel.bilingual import Language
from kernel.constraints import both_or_neither, filled_iff, only_values
from kernel.prepared import Prepared
from kernel.records import LockQuerySet, Record


class UserManager(BaseUserManager["User"]):
    """Makes staff accounts; people who are invited need none."""

    def create_user(
        self,
        email: str,
        name: str,
        *,
        language: str = Language.EN,
        is_active: bool = True,
        public_id: UUID | None = None,
    ) -> "User":
        """Make an account that signs in by mailed code and second factor, with no password."""
        user = self.model(email=email.strip().lower(), name=name, language=language, is_active=is_active)
        user.public_id = public_id or user.public_id
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_queryset(self) -> LockQuerySet["User"]:
        return LockQuerySet(self.model, using=self._db)

    def lock(self, **lookup: object) -> "User":
        """Return exactly one person's row, held until the transaction ends."""
        return self.get_queryset().lock(**lookup)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Record):
    """A member of staff or a partner's contact who signs in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            only_values("language", Language.values, "user_language_known"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def role_keys(self) -> set[str]:
        """The roles held now; read once for each request, so a lost role acts on the next one (RE-18)."""
        if not hasattr(self, "_role_keys"):
            self._role_keys = {role for (role,) in _ROLES.rows(self.pk)}
        return self._role_keys

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the person's roles carries the permission."""
        return self.is_active and permission in permissions_of(self.role_keys)


def _roles_of(user: int) -> "models.QuerySet[RoleAssignment, tuple[str]]":
    in_force = RoleAssignment.objects.filter(user=user, ended_at=None, confirmed_at__isnull=False)
    return in_force.values_list("role")


_ROLES = Prepared(_roles_of, models.BigAutoField())


class RoleAssignment(Record):
    """One role of one person, from a moment to a moment.

    A role that must be kept apart from others (safety 3) is in force only once a second person has confirmed it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=CHOICES)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="empty: the operator at the console"
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["RoleAssignment"]] = LockQuerySet["RoleAssignment"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            only_values("role", [key for key, _name in CHOICES], "role_known"),
            models.UniqueConstraint(fields=("user", "role"), condition=Q(ended_at=None), name="role_held_once"),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(SEPARATED), confirmed_at__isnull=False) | Q(confirmed_by__isnull=False),
                name="role_apart_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(granted_by=None) | ~Q(confirmed_by=F("granted_by")),
                name="role_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")), name="role_not_given_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")), name="role_not_confirmed_by_its_holder"
            ),
            models.UniqueConstraint(
                fields=("user",), condition=Q(ended_at=None, role__in=sorted(SEPARATED)), name="role_apart_held_alone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class FormerAddress(Record):
    """An address with which a person no longer signs in, kept some days so that its owner learns of the change."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_addresses")
    email = models.EmailField()

    def __str__(self) -> str:
        return f"former address {self.public_id}"


class SavedView(Record):
    """A list as its owner likes to see it: filters and order under a name. Words of a search by name are never part of it."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40, help_text="the list, such as partners.people; never one object's")
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=1500, help_text="as it stands in an address, made of understood filters only")

    class Meta:
        constraints = (
            # the index serves the list of a person's views above a page too
            models.UniqueConstraint(fields=("owner", "page", "name"), name="saved_view_named_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_view_says_something"),
        )

    def __str__(self) -> str:
        return f"view {self.public_id}"


class FactorReset(Record):
    """A request to take away all second factors of a person who lost them; two others must agree (reliability 3.12)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True, editable=False)

    objects: ClassVar[models.Manager["FactorReset"]] = LockQuerySet["FactorReset"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            filled_iff(Q(granted__isnull=False), "decided_at", "decided_by", name="reset_decided_by_somebody"),
            models.UniqueConstraint(fields=("user",), condition=Q(decided_at=None), name="reset_asked_once"),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="reset_asked_by_another"),
            models.CheckConstraint(
                condition=~Q(granted=True) | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))),
                name="reset_granted_by_a_third",
            ),
        )

    def __str__(self) -> str:
        return f"reset {self.public_id}"


HANDLE = 16  # characters of a session's digest: enough to tell a person's sessions apart, useless as a key


class WebSession(AbstractBaseSession):
    """One signed-in browser. The key is kept as a digest only, so a stolen backup opens nothing (reliability 3.12)."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="web_sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)

    objects: ClassVar[BaseSessionManager["WebSession"]] = BaseSessionManager()  # type: ignore[assignment]

    class Meta:
        # the sweep of sessions that are over
        indexes = (models.Index(fields=("expire_date",), name="web_session_over"),)

    def __str__(self) -> str:
        return "web session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from accounts.sessions import SessionStore

        return SessionStore


class ApiToken(Record):
    """A key to the API. Shown once; only its SHA-256 stays (RE-7)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["ApiToken"]] = LockQuerySet["ApiToken"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            both_or_neither("revoked_at", "revoked_by", "token_revoked_by_somebody"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"token {self.public_id}"

    @property
    def is_live(self) -> bool:
        """Whether the key still opens something."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scope_labels(self) -> list[Any]:
        """The words for what the key may be used for."""
        return [LABELS[scope] for scope in self.scopes if scope in LABELS]


class AuditEntry(models.Model):
    """One act, in the transaction of the act. Ids, verbs, field names and keyed digests; never a personal value.

    No foreign keys on purpose: history never blocks or follows live rows.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=20, help_text="user, system, or what the link was for")
    actor_ref = models.CharField(max_length=60, help_text="public id, or the name of the system's job")
    via = models.CharField(max_length=10, help_text="page, api, link, job, command")
    verb = models.CharField(max_length=60, help_text="past tense, dotted: registration.cancelled")
    subject_kind = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=60)
    fields = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = (
            # history of one object
            models.Index(fields=("subject_kind", "subject_ref", "id"), name="audit_of_subject"),
            # what one person did
            models.Index(fields=("actor_kind", "actor_ref", "id"), name="audit_of_actor"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_ref}"


class AuditSeal(models.Model):
    """One link of the chain: HMAC over the previous link and one finished entry. Positions have no gaps.

    Membership is explicit because PostgreSQL commits ids out of order: an entry that commits late is sealed late.
    """

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    mac = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(position__gte=1), name="seal_counted_from_one"),)
        # where the next search for unsealed entries begins
        indexes = (models.Index(fields=("at", "entry_id"), name="seal_at"),)

    def __str__(self) -> str:
        return f"seal {self.position}"
