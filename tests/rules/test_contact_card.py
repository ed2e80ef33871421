"""The card that a person takes home says what is urgent as box 1 does."""

from pathlib import Path

from referrals.views.contact_card import RING_AT_ONCE, RING_TODAY


def test_what_suggests_compression_is_rung_about_at_once() -> None:
    """Each of the six cord features that a person can feel; pain along a nerve is one of them."""
    at_once = " ".join(RING_AT_ONCE).lower()
    for word in ("weaker", "walking", "numbness", "no feeling", "water", "bowels", "band", "down an arm or leg"):
        assert word in at_once
        assert word not in " ".join(RING_TODAY).lower()


def test_999_is_for_what_cannot_wait() -> None:
    words = (Path(__file__).parents[2] / "templates" / "print" / "card.jinja").read_text(encoding="utf-8")
    assert words.index("first list, ring 999") < words.index("second, ring 111")
