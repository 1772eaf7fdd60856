import pytest

from lenticular.geo import regions


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("US", "Arizona", "US-AZ"),
        ("US", "arizona", "US-AZ"),
        ("US", "Washington", "US-WA"),
        ("US", "District of Columbia", "US-DC"),
        ("CA", "Quebec", "CA-QC"),
        ("GB", "England", "GB-ENG"),
        ("GB", "Wales", "GB-WLS"),
        ("DE", "Bavaria", "DE-BY"),
        ("DE", "Bayern", "DE-BY"),
        ("DE", "Baden-Württemberg Region", "DE-BW"),
        ("DE", "Baden-Wurttemberg", "DE-BW"),
        ("DE", "North Rhine-Westphalia", "DE-NW"),
        ("DE", "Hesse", "DE-HE"),
        ("FR", "Île-de-France", "FR-IDF"),
        ("FR", "Ile-de-France", "FR-IDF"),
        ("FR", "Brittany", "FR-BRE"),
        ("ES", "Community of Madrid", "ES-MD"),
        ("ES", "Catalonia", "ES-CT"),
        ("IT", "Lombardy", "IT-25"),
        ("AT", "Vienna", "AT-9"),
        ("NL", "North Holland", "NL-NH"),
        ("SE", "Stockholm", "SE-AB"),
        ("PL", "Mazovia", "PL-14"),
        ("CH", "Geneva", "CH-GE"),
        ("BE", "Brussels Capital", "BE-BRU"),
        ("DK", "Capital Region", "DK-84"),
        ("JP", "Tokyo", "JP-13"),
        ("JP", "Ōsaka", "JP-27"),
        ("KR", "Seoul", "KR-11"),
        ("KR", "Gyeonggi-do", "KR-41"),
        ("BR", "São Paulo", "BR-SP"),
        ("AR", "Buenos Aires F.D.", "AR-C"),
        ("RU", "Moscow", "RU-MOW"),
        ("RU", "Moscow Oblast", "RU-MOS"),
        ("RU", "St.-Petersburg", "RU-SPE"),
        ("IN", "Maharashtra", "IN-MH"),
        ("CN", "Inner Mongolia", "CN-NM"),
        ("AU", "ACT", "AU-ACT"),
        ("ZA", "Gauteng", "ZA-GP"),
        ("AE", "Dubai", "AE-DU"),
        ("MX", "Veracruz", "MX-VER"),
    ],
)
def test_a_region_is_known_by_the_names_that_sources_give_it(country, name, code):
    assert regions.code_by_name(country, name) == code


@pytest.mark.parametrize(
    ("country", "name", "code", "province"),
    [("ES", "Madrid", "ES-MD", "ES-M"), ("ES", "Asturias", "ES-AS", "ES-O"), ("ES", "Murcia", "ES-MC", "ES-MU")],
)
def test_a_name_shared_with_a_part_of_the_region_means_the_region(country, name, code, province):
    assert {code, province} <= {region.code for region in regions.by_country()[country]}
    assert regions.code_by_name(country, name) == code


@pytest.mark.parametrize(
    ("country", "name"), [("US", "Atlantis"), ("HK", "Wan Chai"), ("RU", "Altai"), ("XX", "Nowhere"), ("US", "")]
)
def test_an_unknown_or_ambiguous_name_has_no_code(country, name):
    assert regions.code_by_name(country, name) is None


def test_every_official_name_means_its_own_region_or_one_of_a_higher_level():
    for country, found in regions.by_country().items():
        by_code = {region.code: region for region in found}
        for region in found:
            code = regions.code_by_name(country, region.name)
            assert code is None or by_code[code].level <= region.level


@pytest.mark.parametrize(
    ("country", "admin1", "code"),
    [("US", "IL", "US-IL"), ("DE", "16", "DE-BE"), ("FR", "11", "FR-IDF"), ("GB", "ENG", "GB-ENG"), ("DE", "99", None)],
)
def test_geonames_divisions_have_their_iso_code(country, admin1, code):
    assert regions.code_by_admin1(country, admin1) == code
