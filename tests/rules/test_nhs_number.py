"""NHS numbers as they are typed: ten digits whose last one fits; invented ones in a demonstration and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc.nhs_number import NhsNumberError, read, spaced

# The number that the NHS prints in its own examples, and one of the range that nobody has.
REAL, INVENTED = "9434765919", "9990000018"


def last_digit(nine: str) -> int | None:
    """The digit that makes nine digits an NHS number, by the published rule; None where there is none."""
    rest = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return {0: 0, 1: None}.get(rest, 11 - rest)


@pytest.mark.parametrize(
    "text",
    [REAL, "943 476 5919", " 943-476-5919 ", "943\u2011476\u20115919", "943\u00a0476\u20095919", "9 4 3 4 7 6 5 9 1 9"],
)
def test_spaces_and_dashes_are_allowed(text: str) -> None:
    assert read(text, demonstration=False) == REAL


@pytest.mark.parametrize("text", ["", "   ", "-", "\n"])
def test_nothing_typed_is_not_known(text: str) -> None:
    assert read(text, demonstration=False) == read(text, demonstration=True) == ""


@pytest.mark.parametrize(
    "text", ["943476591", "94347659190", "943476591O", "９４３４７６５９１９", "NHS 943 476 5919", "٣" * 10]
)
def test_anything_but_ten_digits_is_refused(text: str) -> None:
    with pytest.raises(NhsNumberError, match="has 10 digits"):
        read(text, demonstration=False)


@pytest.mark.parametrize("text", ["9434765918", "9434765910", "1234567890", *(str(digit) * 10 for digit in range(10))])
def test_a_last_digit_that_does_not_fit_is_refused_and_ten_of_a_kind_always(text: str) -> None:
    with pytest.raises(NhsNumberError, match="last digit does not fit"):
        read(text, demonstration=text.startswith("999"))


def test_a_demonstration_takes_only_invented_numbers() -> None:
    assert read("999 000 0018", demonstration=True) == INVENTED
    with pytest.raises(NhsNumberError, match="only invented NHS numbers beginning with 999"):
        read(REAL, demonstration=True)


def test_a_real_service_never_takes_an_invented_number() -> None:
    with pytest.raises(NhsNumberError, match="belong to nobody"):
        read(INVENTED, demonstration=False)


def test_the_words_of_a_refusal_never_repeat_what_was_typed() -> None:
    """It may be somebody's number, and the words may be logged."""
    for text, demonstration in (("943476591", False), ("9434765918", False), (REAL, True), (INVENTED, False)):
        with pytest.raises(NhsNumberError) as error:
            read(text, demonstration=demonstration)
        assert text not in str(error.value)


@given(st.integers(400_000_000, 999_999_999).map(str), st.integers(0, 9))
def test_of_england_s_numbers_exactly_those_whose_last_digit_fits_are_taken(nine: str, last: int) -> None:
    digits = f"{nine}{last}"
    fits = last_digit(nine) == last and len(set(digits)) > 1
    try:
        taken = read(digits, demonstration=digits.startswith("999"))
    except NhsNumberError:
        assert not fits
    else:
        assert fits
        assert taken == digits


@given(st.text(max_size=14), st.booleans())
def test_whatever_is_typed_is_a_number_or_refused(text: str, demonstration: bool) -> None:
    try:
        digits = read(text, demonstration=demonstration)
    except NhsNumberError:
        return
    assert digits == "" or (len(digits) == 10 and digits.isdigit())


def test_it_is_read_in_groups_and_its_absence_is_said() -> None:
    assert spaced(REAL) == "943 476 5919"
    assert spaced("") == "NHS number not known"
