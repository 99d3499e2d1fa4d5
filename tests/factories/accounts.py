"""People who sign in, and what they hold."""

import hashlib
import json
import secrets

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.actors import Actor
from accounts.domain import seeds, tokens
from accounts.models import RoleAssignment, User
from accounts.roles import ROLES, SEPARATED


class UserFactory(factory.django.DjangoModelFactory):
    """A member of staff without any role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    language = "en"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("name"), **kwargs)


class RoleAssignmentFactory(factory.django.DjangoModelFactory):
    """A role in force."""

    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    role = "organizer"
    confirmed_at = factory.LazyFunction(timezone.now)
    confirmed_by = factory.LazyAttribute(lambda row: UserFactory() if row.role in SEPARATED else None)


def person_with(*roles: str, **fields) -> User:
    """Return a member of staff who holds the roles."""
    user = UserFactory(**fields)
    for role in roles:
        assert role in ROLES
        RoleAssignmentFactory(user=user, role=role)
    return user


def key_of(user: User, *scopes: str, days: int = 30) -> str:
    """Return the secret of a new API key of the person's."""
    _token, secret = tokens.issue(user, name="test", scopes=scopes, days=days, actor=Actor.of(user))
    return secret


def passkey_of(user: User, name: str = "key", *, alone: bool = True) -> Authenticator:
    """Return a passkey with a credential that the library can read."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    described = AttestedCredentialData.create(b"\0" * 16, secrets.token_bytes(16), ES256.from_cryptography_key(public))
    data = AuthenticatorData.create(hashlib.sha256(b"127.0.0.1").digest(), 0x45, 0, described)
    attested = AttestationObject.create("none", data, {})
    client = json.dumps({"type": "webauthn.create", "challenge": "AA", "origin": "http://127.0.0.1"}).encode()
    raw_id = websafe_encode(described.credential_id)
    credential = {
        "id": raw_id,
        "rawId": raw_id,
        "type": "public-key",
        "response": {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(attested))},
        "clientExtensionResults": {"credProps": {"rk": alone}},
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential}
    )


def app_of(user: User, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> Authenticator:
    """Return an authenticator app with its seed sealed as production seals it."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seeds.seal(secret)})


def recovery_codes_of(user: User) -> Authenticator:
    """Return recovery codes nobody has looked at."""
    return RecoveryCodes.activate(user).instance
