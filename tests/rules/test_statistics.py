"""The formulas against published figures, and against their own definitions, to nine decimals."""

import statistics as library
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics import median, quantile, wilson

# The 97.5th and 99.9th centiles of the standard normal distribution, to thirty decimals.
Z = Decimal("1.959963984540054235524594430521")
Z_998 = Decimal("3.090232306167813541540399830107")


@pytest.mark.parametrize(
    ("successes", "n", "low", "high", "decimals"),
    [
        # Newcombe, Stat Med 1998;17:857, table I, method 3: the five examples that textbooks repeat.
        (81, 263, 0.2553, 0.3662, 4),
        (15, 148, 0.0624, 0.1605, 4),
        (0, 20, 0.0000, 0.1611, 4),
        (1, 29, 0.0061, 0.1718, 4),
        # R: prop.test(…, correct = FALSE), as the help pages print it.
        (3, 10, 0.1077913, 0.6032219, 7),
        (0, 10, 0.0000000, 0.2775328, 7),
        (10, 10, 0.7224672, 1.0000000, 7),
        # The public health packages' own example.
        (65, 100, 0.5525444, 0.7363575, 7),
        # The example of the report's contract.
        (43, 69, 0.505, 0.728, 3),
    ],
)
def test_wilson_interval_as_published(successes: int, n: int, low: float, high: float, decimals: int) -> None:
    assert [round(limit, decimals) for limit in wilson(successes, n)] == [low, high]


def exact_wilson(successes: int, n: int, z: Decimal = Z) -> tuple[float, float]:
    """The two shares whose score statistic is z, solved in forty decimals."""
    with localcontext() as context:
        context.prec = 40
        z2, share = z * z, Decimal(successes) / n
        half = 2 * share + z2 / n
        root = (half * half - 4 * (1 + z2 / n) * share * share).sqrt()
        return float((half - root) / (2 + 2 * z2 / n)), float((half + root) / (2 + 2 * z2 / n))


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_exact_to_nine_decimals(case: tuple[int, int]) -> None:
    assert wilson(*case) == pytest.approx(exact_wilson(*case), abs=1e-9)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_its_share_and_mirrors_its_complement(case: tuple[int, int]) -> None:
    successes, n = case
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_wilson_interval_of_none_and_of_all_ends_exactly_there() -> None:
    assert wilson(0, 3)[0] == 0
    assert wilson(3, 3)[1] == 1


def test_a_higher_confidence_gives_a_wider_interval() -> None:
    wide = wilson(65, 100, confidence=0.998)
    assert wide == pytest.approx(exact_wilson(65, 100, Z_998), abs=1e-9)
    assert wide[0] < wilson(65, 100)[0] < wilson(65, 100)[1] < wide[1]


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_no_interval(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(successes, n)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        # Hyndman and Fan's seventh type, as R's quantile() and a spreadsheet's PERCENTILE.INC give it.
        ([1, 2, 3, 4], 0.25, 1.75),
        ([1, 2, 3, 4], 0.9, 3.7),
        ([15, 20, 35, 40, 50], 0.4, 29.0),
        ([3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 0.75, 14.5),
        ([3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20], 0.25, 7.5),
        ([5], 0.9, 5),
        ([2, 1], 0, 1),
        ([2, 1], 1, 2),
    ],
)
def test_quantile_of_the_seventh_type(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0, 10_000), min_size=2, max_size=60))
def test_quantiles_are_those_of_the_library_when_it_is_told_the_type(values: list[float]) -> None:
    deciles = library.quantiles(values, n=10, method="inclusive")
    assert [quantile(values, tenth / 10) for tenth in range(1, 10)] == pytest.approx(deciles, abs=1e-9)
    assert median(values) == pytest.approx(library.median(values), abs=1e-9)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], -0.1), ([1.0], 1.1)])
def test_no_quantile_of_nothing_nor_outside_nought_to_one(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        quantile(values, share)
