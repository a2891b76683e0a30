"""The demo's pictures: sizes, weight, flat inks, and the same bytes every time."""

import pytest
from PIL import Image, ImageColor

from home.demo import drawing
from home.demo.drawing import screen, shapes

EXPECTED = [
    *("head", "clock", "moon", "pills", "leaflet", "drip"),
    *("railway", "lighthouse", "reservoir", "turbines", "house", "mountain", "ship"),
    *("parliament", "ballot", "scales", "road", "pitch"),
    *("pear", "pear-vase", "pear-bread", "piano", "curtain"),
]


def test_every_picture_and_portrait_has_a_name():
    assert sorted(drawing.NAMES) == sorted(EXPECTED)
    assert sorted(drawing.PORTRAITS) == [
        "ines-okafor",
        "jo-marchetti",
        "lena-aschbach",
        "mira-castellan",
        "tomas-rehl",
    ]


@pytest.mark.parametrize(
    ("name", "size", "file_name", "pixels"),
    [
        ("piano", "large", "piano.png", (2000, 1250)),
        ("scales", "small", "scales-small.png", (900, 600)),
        ("lena-aschbach", "large", "lena-aschbach.png", (600, 600)),
    ],
)
def test_a_picture_has_its_size_and_is_the_same_every_time(tmp_path, name, size, file_name, pixels):
    path = drawing.draw(name, tmp_path / "first", size)
    again = drawing.draw(name, tmp_path / "second", size)

    assert path == tmp_path / "first" / file_name
    assert path.read_bytes() == again.read_bytes()
    assert path.stat().st_size < 400_000
    with Image.open(path) as picture:
        assert picture.size == pixels
        assert picture.mode == "P"


@pytest.mark.parametrize("name", drawing.NAMES)
def test_every_scene_draws_small(tmp_path, name):
    assert drawing.draw(name, tmp_path, "small").stat().st_size < 100_000


@pytest.mark.parametrize(("name", "size"), [("no-such-picture", "large"), ("head", "huge")])
def test_an_unknown_picture_or_size_is_a_key_error(tmp_path, name, size):
    with pytest.raises(KeyError):
        drawing.draw(name, tmp_path, size)


def test_flat_areas_have_the_exact_ink(tmp_path):
    canvas = screen.Canvas(screen.SMALL)
    canvas.ground(screen.SAND)
    canvas.fill(shapes.disc(1000, 625, 300), screen.RED)
    canvas.save(tmp_path / "disc.png")

    with Image.open(tmp_path / "disc.png") as picture:
        colours = picture.convert("RGB")
        assert colours.getpixel((10, 10)) == ImageColor.getrgb(screen.SAND)
        assert colours.getpixel((450, 300)) == ImageColor.getrgb(screen.RED)


@pytest.mark.parametrize("tone", [0.0, 0.02, 0.25, 0.5, 0.9, 0.98, 1.0])
@pytest.mark.parametrize(
    "lines", [screen.rows(40), screen.slanted(40, -30), screen.bent(40, lambda x, y: x / 3)]
)
def test_a_line_screen_inks_the_share_that_its_tone_demands(lines, tone):
    canvas = screen.Canvas(screen.SMALL)
    canvas.ground("#ffffff")
    canvas.hatch(screen.EVERYTHING, "#000000", lines, tone)

    inked = (
        1 - canvas.image.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) / 255
    )
    assert inked == pytest.approx(tone, abs=0.025)


def test_shapes_join_cut_and_clip():
    square, hole = shapes.box(400, 300, 1200, 900), shapes.box(600, 400, 800, 600)
    canvas = screen.Canvas(screen.LARGE)
    canvas.ground("#ffffff")
    canvas.fill((square - hole) & shapes.box(0, 0, 1000, 1250), "#000000")

    inside, cut_out, clipped = ((500, 350), (700, 500), (1100, 500))
    assert canvas.image.getpixel(inside) == (0, 0, 0)
    assert canvas.image.getpixel(cut_out) == (255, 255, 255)
    assert canvas.image.getpixel(clipped) == (255, 255, 255)


def test_a_shape_outside_the_picture_prints_nothing():
    canvas = screen.Canvas(screen.SMALL)
    canvas.fill(shapes.disc(-4000, 0, 10), screen.RED)
    assert canvas.colours == [screen.PAPER]
