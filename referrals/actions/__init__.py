"""The only code that writes. A module is a noun, a function a verb: keyword-only, `by` whom and `at` what moment."""
