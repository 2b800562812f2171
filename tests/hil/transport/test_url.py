"""What may be written as a port, and what is never shown of it."""

import pytest

from hil.errors import ConfigError
from hil.transport.url import parse, without_token


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("/dev/ttyACM0", ("/dev/ttyACM0", None, "")),
        ("/dev/ttyUSB0?baud=1000000", ("/dev/ttyUSB0", 1_000_000, "")),
        ("socket://h:7001?token=a%20b", ("socket://h:7001", None, "a b")),
        ("socket://h:7001?logging=debug&token=w&baud=9600", ("socket://h:7001?logging=debug", 9600, "w")),
        ("rfc2217://h:4000?ign_set_control&timeout=3", ("rfc2217://h:4000?ign_set_control&timeout=3", None, "")),
        ("hwgrep://FT4XYZ&skip_busy", ("hwgrep://FT4XYZ&skip_busy", None, "")),
    ],
)
def test_our_options_are_taken_off_and_the_rest_is_left(text: str, parts: tuple[str, int | None, str]) -> None:
    assert parse(text) == parts


@pytest.mark.parametrize("baud", ["", "0", "fast", "-9600"])
def test_a_baud_that_is_none(baud: str) -> None:
    with pytest.raises(ConfigError, match="baud in bit/s") as caught:
        parse(f"/dev/x?token=secret&baud={baud}")
    assert "secret" not in str(caught.value)


def test_a_token_is_not_shown() -> None:
    assert without_token("hil run --board eps=socket://h:1?token=secret&baud=9600 --json") == (
        "hil run --board eps=socket://h:1?token=***&baud=9600 --json"
    )
