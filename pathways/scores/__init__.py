"""Published scores and scales as plain tables. No rule reads one: each is one part of a full assessment (1.9.3)."""
