from lenticular.ingestion.counting.reasons import Reason


def test_reasons_fit_into_their_column():
    assert all(len(reason.value) <= 32 for reason in Reason)
