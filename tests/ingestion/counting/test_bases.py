from lenticular.ingestion.counting import bases


def test_bases_and_dimensions_fit_into_their_columns():
    assert all(len(member.value) <= 16 for member in (*bases.Basis, *bases.Dimension))
