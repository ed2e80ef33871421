"""The rules are tested without a database. How long one example takes says nothing on a busy machine."""

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
