"""Which groups are hidden, so that no small one is told by taking the others from the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.surveys.results.model import hidden


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((11, 8, 7, 6, 4, 5), {4, 5}),
        ((11, 8, 7, 6, 5), set()),
        ((20, 10, 1, 2), {1, 2, 10}),
        ((20, 3, 2), {3, 2}),
        ((20, 4, 0), {4, 20}),
        ((5, 0, 0), set()),
        ((4,), {4}),
    ],
)
def test_small_groups_are_hidden_with_the_next_smallest(sizes: tuple[int, ...], expected: set[int]) -> None:
    counts = {str(size): size for size in sizes}

    assert hidden(counts, 5) == {str(size) for size in expected}


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 50), max_size=8), st.integers(5, 10))
def test_what_is_taken_from_the_total_is_never_one_group_nor_less_than_the_least(
    counts: dict[str, int], least: int
) -> None:
    secret = hidden(counts, least)
    rest = sum(counts[key] for key in secret)

    assert all(count == 0 or count >= least for key, count in counts.items() if key not in secret)
    if secret and sum(counts.values()) >= least:
        assert rest >= least
        assert len(secret) > 1
