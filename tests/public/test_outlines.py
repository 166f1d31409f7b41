"""The shapes that maps draw are those of the file that the city names."""

from franchises.models import Borough
from franchises.public.outlines import borough_paths, city_box, city_outlines
from franchises.rules.places import Box
from franchises.rules.projection import Projection
from tests.rules.test_outlines import collection, feature


def test_every_borough_of_the_model_city_has_a_path(db):
    paths = borough_paths(Projection(city_box(), 500))
    assert set(paths) == set(Borough.objects.values_list("code", flat=True))
    assert all(path.startswith("M") and path.endswith("z") for path in paths.values())
    assert sum(map(len, paths.values())) < 15_000


def test_a_city_replaces_them(settings, tmp_path):
    settings.BOROUGH_OUTLINES = tmp_path / "ours.geojson"
    settings.BOROUGH_OUTLINES.write_text(collection(feature("old-town")))
    assert city_outlines().attribution == "A city"
    assert city_box() == Box(0, 0, 1, 1)
