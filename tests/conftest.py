"""What every test gets: repeatable property tests and the place of the checkout."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine and every day, however slow it is, and no database left in the checkout:
# a failure seen in CI is the failure seen on the desk.
settings.register_profile("everdawn", derandomize=True, deadline=None, database=None)
settings.load_profile("everdawn")


HERE = Path(__file__).resolve().parent
#: Rooms of compiled physics: what holds there must hold with the compiler off as well (`make jitless`).
COMPILED = (HERE / "sim", HERE / "against")
#: Thousands of ticks of a whole plant, millions of draws, or years of eclipses: minutes each without the compiler.
#: Files, and single tests of files that are otherwise quick.
MINUTES = {
    "test_satellite.py", "test_generator.py", "test_eclipse_season.py", "test_eclipse_table.py", "test_penumbra.py",
    "test_basilisk.py", "test_equipment.py", "test_thermal_energy.py",
    "test_a_freezing_panel_stops_and_thaws", "test_a_loop_without_flow_or_panels_stays_within_bounds",
    "test_acquisition_within_the_standards_time", "test_the_parts_do_not_depend_on_the_sub_step",
    "test_a_run_starts_in_balance", "test_supply_reaches_the_plates_after_the_mass_of_the_leg",
    "test_the_generator_imitates_the_trace",
    # These compare with the compiler off themselves.
    "test_the_bits_are_the_same_with_the_compiler_off", "test_bits_are_equal_with_the_jit_off",
    "test_an_orbit_has_the_same_bits_with_and_without_the_compiler",
}  # fmt: skip

#: Files that take a minute or more; they come first, so that no worker is left alone with one at the end.
LONGEST = {
    "test_kinds.py", "test_shipped.py", "test_heap.py", "test_run_rtl.py", "test_flight_upsets.py",
    "test_run_resume.py", "test_flight_orbit.py", "test_run_unhappy.py", "test_rtl_faults.py",
    "test_flight_leak_days.py", "test_codec_fuzz.py", "test_run_replug.py", "test_ahead.py", "test_run_bad_input.py",
}  # fmt: skip

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what it puts into the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # or no process that a test starts would hear of Ctrl-C


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of compiled physics; begin with the longest files."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        names = {item.path.name, getattr(item, "originalname", item.name)}
        if names.isdisjoint(MINUTES) and any(item.path.is_relative_to(room) for room in COMPILED):
            item.add_marker(pytest.mark.jitless)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout, where fixtures/ and the packages stand."""
    return HERE.parent
