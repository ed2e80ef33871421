"""PURE: NHS numbers as staff type and read them.

A number is never enough to know a person by: names and birth dates are compared too.
"""

import nhs_number


class NhsNumberError(ValueError):
    """The text is no NHS number; the message says what is wrong and what to do."""


def read(text: str, *, demonstration: bool) -> str:
    """Ten digits from what was typed; spaces and dashes are allowed, empty stays empty.

    A demonstration takes only numbers of the 999 range, which no person has; a real service never takes them.
    Raises NhsNumberError.
    """
    digits = "".join(each for each in text if not each.isspace() and each not in "-‐‑–")
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10):
        raise NhsNumberError("An NHS number has 10 digits, such as 999 000 0018. Check it, or leave it empty.")
    if len(set(digits)) == 1 or not nhs_number.is_valid(digits):
        raise NhsNumberError(
            "This is not a valid NHS number: its last digit does not fit. Ask again, or leave it empty."
        )
    if digits.startswith("999") != demonstration:
        raise NhsNumberError(
            "In the demonstration only invented NHS numbers beginning with 999 may be used."
            if demonstration
            else "NHS numbers beginning with 999 are for tests and belong to nobody. Ask again, or leave it empty."
        )
    return digits


def spaced(digits: str) -> str:
    """As it is read: 999 000 0018."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else "NHS number not known"
