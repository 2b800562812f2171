"""Basilisk's plant chain of one satellite, with messages written by hand, so that it needs no SPICE kernel.

Spacecraft under J2, eclipse, solar panel, battery, power sink, one thermal node. All of it is C++; Python starts it.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

MU_M3_S2 = 3.986004418e14  # [m3/s2] as sim.constants, IERS TN 36
RADIUS_M = 6378137.0  # [m] WGS 84
J2 = 1.08262668e-3  # [1] EGM96
AU_M = 149597870700.0  # [m]

Vector = NDArray[np.float64]


def body_message(name: str, position_m: Vector) -> Any:
    """Return a message that holds a planet at `position_m` (3,) for good, its axes those of the frame."""
    from Basilisk.architecture import messaging

    payload = messaging.SpicePlanetStateMsgPayload()
    payload.PlanetName = name
    payload.PositionVector = [float(x) for x in position_m]
    payload.J20002Pfix = np.eye(3).tolist()
    return messaging.SpicePlanetStateMsg().write(payload)


def earth(message: Any) -> Any:
    """Return the Earth as a gravity body with J2 about +z of the frame."""
    from Basilisk.simulation import gravityEffector, sphericalHarmonicsGravityModel

    body = gravityEffector.GravBodyData()
    body.planetName = "earth"
    body.isCentralBody = True
    body.mu = MU_M3_S2
    body.radEquator = RADIUS_M
    body.planetBodyInMsg.subscribeTo(message)
    model = sphericalHarmonicsGravityModel.SphericalHarmonicsGravityModel()
    model.muBody, model.radEquator, model.maxDeg = MU_M3_S2, RADIUS_M, 2
    model.cBar = [[1.0], [0.0, 0.0], [-J2 / math.sqrt(5.0), 0.0, 0.0]]  # normalised: C20 = -J2 / sqrt(5)
    model.sBar = [[0.0], [0.0, 0.0], [0.0, 0.0, 0.0]]
    body.gravityModel = model
    return body


class Chain:
    """One satellite: change its models, then `begin`, then `advance` by a number of ticks in C++."""

    def __init__(self, r_eci_m: Vector, v_eci_m_s: Vector, r_sun_eci_m: Vector, period_s: float, substeps: int) -> None:
        """Begin at r (3,) [m], v (3,) [m/s] with the Sun at (3,) [m], all in one inertial frame.

        The orbit and the eclipse step once a `period_s` [s], power and heat `substeps` times in it, as ours.
        """
        from Basilisk.utilities import SimulationBaseClass, macros

        self._sim = SimulationBaseClass.SimBaseClass()
        self._step_ns = macros.sec2nano(period_s)
        process = self._sim.CreateNewProcess("plant")
        process.addTask(self._sim.CreateNewTask("orbit", self._step_ns))
        process.addTask(self._sim.CreateNewTask("power", macros.sec2nano(period_s / substeps)))
        self._sun = body_message("sun", r_sun_eci_m)
        self._earth = body_message("earth", np.zeros(3))
        self.craft = self._orbit(r_eci_m, v_eci_m_s)
        self.shadow = self._eclipse()
        self.panel, self.sink, self.battery = self._power(r_sun_eci_m - r_eci_m)
        self.node = self._thermal(r_sun_eci_m - r_eci_m)
        self._ticks = 0

    def begin(self) -> None:
        """Take the models as they are now, once, before the first `advance`."""
        self._sim.InitializeSimulation()

    def _orbit(self, r_eci_m: Vector, v_eci_m_s: Vector) -> Any:
        from Basilisk.simulation import gravityEffector, spacecraft

        craft = spacecraft.Spacecraft()
        craft.hub.mHub = 1000.0
        craft.hub.IHubPntBc_B = (1000.0 * np.eye(3)).tolist()
        craft.hub.r_CN_NInit = [[float(x)] for x in r_eci_m]
        craft.hub.v_CN_NInit = [[float(x)] for x in v_eci_m_s]
        self._body = earth(self._earth)
        craft.gravField.gravBodies = gravityEffector.GravBodyVector([self._body])
        self._sim.AddModelToTask("orbit", craft)
        return craft

    def _eclipse(self) -> Any:
        from Basilisk.simulation import eclipse

        shadow = eclipse.Eclipse()
        shadow.addSpacecraftToModel(self.craft.scStateOutMsg)
        shadow.addPlanetToModel(self._earth)
        shadow.sunInMsg.subscribeTo(self._sun)
        self._sim.AddModelToTask("orbit", shadow)
        return shadow

    def _power(self, to_sun_m: Vector) -> tuple[Any, Any, Any]:
        from Basilisk.simulation import simpleBattery, simplePowerSink, simpleSolarPanel

        panel = simpleSolarPanel.SimpleSolarPanel()
        panel.stateInMsg.subscribeTo(self.craft.scStateOutMsg)
        panel.sunEclipseInMsg.subscribeTo(self.shadow.eclipseOutMsgs[0])
        panel.sunInMsg.subscribeTo(self._sun)
        panel.setPanelParameters((to_sun_m / np.linalg.norm(to_sun_m)).tolist(), 400.0, 0.28)  # [m2], [1]
        sink = simplePowerSink.SimplePowerSink()
        sink.nodePowerOut = -126e3  # [W]
        battery = simpleBattery.SimpleBattery()
        battery.storageCapacity = 50e3 * 3600.0  # [J]
        battery.storedCharge_Init = 0.8 * battery.storageCapacity
        for node in (panel, sink):
            battery.addPowerNodeToModel(node.nodePowerOutMsg)
        for model in (panel, sink, battery):
            self._sim.AddModelToTask("power", model)
        return panel, sink, battery

    def _thermal(self, to_sun_m: Vector) -> Any:
        from Basilisk.simulation import sensorThermal

        node = sensorThermal.SensorThermal()
        node.T_0 = 20.0  # [degC]
        node.nHat_B = (to_sun_m / np.linalg.norm(to_sun_m)).tolist()
        node.sensorArea, node.sensorAbsorptivity, node.sensorEmissivity = 1.0, 0.25, 0.34
        node.sensorMass, node.sensorSpecificHeat, node.sensorPowerDraw = 2.0, 890.0, 30.0
        node.stateInMsg.subscribeTo(self.craft.scStateOutMsg)
        node.sunInMsg.subscribeTo(self._sun)
        node.sunEclipseInMsg.subscribeTo(self.shadow.eclipseOutMsgs[0])
        self._sim.AddModelToTask("power", node)
        return node

    def advance(self, ticks: int) -> float:
        """Integrate `ticks`; return the seconds it took."""
        self._ticks += ticks
        self._sim.ConfigureStopTime(self._ticks * self._step_ns)
        start = time.perf_counter()
        self._sim.ExecuteSimulation()
        return time.perf_counter() - start
