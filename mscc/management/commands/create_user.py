"""`manage.py create_user`: add a person with a role (contracts/commands.md)."""

import sys

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from mscc.models import Alliance, Membership, Service, User
from mscc.roles import ALLIANCE_ROLES, Role


class Command(BaseCommand):
    help = "Add a person with a role; prints a one-time link to set a password, unless one is given on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, help=", ".join(Role))
        parser.add_argument("--service", help="the code of the service in which the role is held")
        parser.add_argument("--alliance", help="the code of the alliance, for a role of the alliance")
        parser.add_argument("--phone", default="", help="where the person is rung when on duty")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    @transaction.atomic
    def handle(self, *args: object, **options: str) -> None:
        if options["role"] not in set(Role):
            raise CommandError(f"There is no role {options['role']!r}. Roles: {', '.join(Role)}.")
        role = Role(options["role"])
        alliance, service = self._where(role, options["service"], options["alliance"])
        user, made = self._person(alliance, options)
        _, given = Membership.objects.get_or_create(user=user, role=role, service=service)
        if not made and not given:
            self.stdout.write(f"{user.name} ({user.email}) stands already as {role.label}; nothing was changed.")
            return
        # The password first: when it is refused nobody has been added.
        link = self._password(user, options) if made else ""
        how = "is added" if made else "was known and is now also"
        self.stdout.write(f"{user.name} ({user.email}) {how} {role.label}.")
        if link:
            self.stdout.write(f"One-time link to set a password: {link}")

    def _where(self, role: Role, service: str | None, alliance: str | None) -> tuple[Alliance, Service | None]:
        if service:
            found = Service.objects.select_related("alliance").filter(code=service.strip().upper()).first()
            if found is None:
                raise CommandError(f"There is no service {service!r}. Make it with create_service.")
            if alliance and alliance.strip().upper() != found.alliance.code:
                raise CommandError(f"{found.code} is a service of {found.alliance.code}, not of {alliance}.")
            return found.alliance, None if role in ALLIANCE_ROLES else found
        if role not in ALLIANCE_ROLES:
            raise CommandError(f"The role {role} is held in a service: give --service and its code.")
        owner = Alliance.objects.filter(code=(alliance or "").strip().upper()).first()
        if owner is None:
            given = f" (given: {alliance})" if alliance else ""
            raise CommandError(f"The role {role} is held in an alliance: give --alliance and its code{given}.")
        return owner, None

    def _person(self, alliance: Alliance, options: dict[str, str]) -> tuple[User, bool]:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"{options['email']!r} is not an e-mail address.") from problem
        if len(email) > 254:
            raise CommandError("--email takes at most 254 characters.")
        if not 1 <= len(options["name"].strip()) <= 150:
            raise CommandError("--name takes a name of 1 to 150 characters.")
        if len(options["phone"].strip()) > 40:
            raise CommandError("--phone takes at most 40 characters.")
        user = User.objects.filter(email=email).first()
        if user is None:
            name, phone = options["name"].strip(), options["phone"].strip()
            return User.objects.create_user(email, alliance=alliance, name=name, phone=phone), True
        if user.alliance_id != alliance.pk:
            raise CommandError(f"{email} belongs to another alliance. One person works in one alliance.")
        return user, False

    def _password(self, user: User, options: dict[str, str]) -> str:
        """Set the password that was given, or make a link by which the person sets it."""
        if not options["password_stdin"]:
            where = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
            return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=where)
        password = sys.stdin.readline().strip("\r\n")
        try:
            validate_password(password, user)
        except ValidationError as problem:
            raise CommandError("The password is refused: " + " ".join(problem.messages)) from problem
        user.set_password(password)
        user.save(update_fields=["password"])
        return ""
