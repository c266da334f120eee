"""Columns and buckets on disk give back what was put into them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.storage import spool
from analyzer.storage.spool import Buckets, Column, how_many

VALUES = st.lists(st.integers(0, 2**64 - 1), max_size=60)


@settings(deadline=None)
@given(pieces=st.lists(VALUES, max_size=4), data=st.data())
def test_a_column_on_disk_is_read_as_an_array(
    pieces: list[list[int]], data: st.DataObject
) -> None:
    array = np.array([value for piece in pieces for value in piece], np.uint64)
    column = Column(np.uint64)
    for piece in pieces:
        column.extend(np.array(piece, np.uint64))
    ends = st.none() | st.integers(-70, 70)
    some = slice(data.draw(ends), data.draw(ends))
    places = (
        st.lists(st.integers(0, len(array) - 1), max_size=20) if len(array) else st.just([])
    )
    chosen = np.array(data.draw(places), np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "NEAR", 3)
        patch.setattr(spool, "AT_ONCE", 16)
        assert len(column) == len(array)
        assert column[some].tolist() == array[some].tolist()
        assert column[chosen].tolist() == array[chosen].tolist()


@settings(deadline=None)
@given(pieces=st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 255)))))
def test_buckets_hold_their_records_in_the_order_they_came(
    pieces: list[list[tuple[int, int]]],
) -> None:
    with Buckets(5, np.uint8, np.int64) as buckets:
        for piece in pieces:
            bucket, value = np.array(piece, np.int64).reshape(-1, 2).T
            buckets.add(bucket, value, -value)
        for number, (value, negative) in enumerate(buckets):
            wanted = [one for piece in pieces for here, one in piece if here == number]
            assert value.tolist() == wanted
            assert negative.tolist() == [-one for one in wanted]


@settings(deadline=None)
@given(total=st.integers(0, 100), most=st.integers(1, 20))
def test_so_many_buckets_are_enough_and_one_less_is_not(total: int, most: int) -> None:
    n_buckets = how_many(total, most)
    assert n_buckets * most >= total
    assert n_buckets == 1 or (n_buckets - 1) * most < total
