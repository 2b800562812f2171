"""Serial ports by pyserial: real ones, PTYs and pyserial's URLs. The only file that imports pyserial.

A port is locked twice: by pyserial's `exclusive`, which stops other programs that ask, and by a lock file that names
its holder, because root passes every advisory lock of the kernel and an error without a name helps nobody.
"""

from __future__ import annotations

import errno
import io
import os
import select
import termios
from math import inf
from pathlib import Path

import serial
from serial.tools import list_ports

from hil.clock import Deadline
from hil.errors import PortBusy, PortLost, PortMissing
from hil.transport import token, url
from hil.transport.base import Transport
from hil.transport.lock import PortLock, holder_by_descriptor
from hil.transport.ports import Port

_WRITE_TIMEOUT_S = 2.0
_CHUNK = 4096  # [bytes]
_HUNG_UP = "the far end hung up"

ADVICE = "check the name and the rights; `hil boards serve KIND` serves a simulated board and prints its port"
_BUSY = {errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK}


class SerialTransport(Transport):
    """A port opened by path or pyserial URL (`/dev/ttyACM0`, `socket://`, `rfc2217://`, `hwgrep://`)."""

    def __init__(self, port: str, baud: int = 115200, lock_folder: Path | None = None) -> None:
        """Open `port` at `baud` [bit/s] unless it says one itself (hil/transport/url.py), 8N1, no flow control.

        Raises PortMissing or PortBusy; ConfigError when `port` cannot be read.
        """
        address, own_baud, word = url.parse(port)
        self.name = address
        self._lock = PortLock(address, lock_folder)
        self._lock.acquire()
        try:
            self._port = _open(address, own_baud or baud)
        except BaseException:
            self._lock.release()
            raise
        self._poll = _poll_of(self._port)
        # Of the system's own ports: pyserial looks before each read and write whether it would block, which we know.
        self._file: int | None = self._port.fileno() if isinstance(self._port, serial.Serial) else None
        if word:
            try:
                token.present(self, word)
            except BaseException:
                self.close()
                raise

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        try:
            file = self._file
            done = 0 if file is None else _written(file, data)
            if done < len(data):
                self._port.write(data[done:])
        except (OSError, serial.SerialException) as error:
            raise self._lost(error) from error

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return what has come by `deadline`, within `longest_s` [s]."""
        port = self._port
        try:
            if self._poll is None:
                return _read_timed(port, min(longest_s, deadline.left_s()))
            if not self._poll.poll(min(longest_s, deadline.left_s()) * 1000.0):
                return b""
            data: bytes = port.read(_CHUNK) if self._file is None else _read(self._file)
        except BlockingIOError:
            return b""  # there was nothing after all
        except (OSError, serial.SerialException, TypeError) as error:  # TypeError: closed by another thread
            raise self._lost(error) from error
        return data

    def descriptor(self) -> int | None:
        """Return the port's descriptor, None of a port without one."""
        return None if self._poll is None else int(self._port.fileno())

    def close(self) -> None:
        """Close the port and free its lock."""
        self._file = None  # its number is given to the next file that is opened
        try:
            self._port.close()
        except OSError:
            pass  # the device went first; there is nothing left to close
        finally:
            self._lock.release()

    def _lost(self, error: Exception) -> PortLost:
        got = str(error).strip() or type(error).__name__
        if "returned no data" in got:  # how pyserial tells it
            got = _HUNG_UP
        lost = PortLost(f"port {self.name}", "an open port", got, "look at the cable")
        lost.errno = getattr(error, "errno", None)
        return lost


def ports() -> list[Port]:
    """Return the serial ports of this machine, as pyserial finds them: PTYs are none of them."""
    return sorted(
        Port(
            one.device, one.serial_number or "", one.vid, one.pid, one.product or "", one.manufacturer or "",
            one.location or "",
        )
        for one in list_ports.comports()
    )  # fmt: skip


def _open(address: str, baud: int) -> serial.Serial:
    # Of pyserial's ports this one refuses a limit for writing; its socket has one of its own.
    limit_s = None if address.startswith("rfc2217:") else _WRITE_TIMEOUT_S
    try:
        return serial.serial_for_url(address, baudrate=baud, timeout=0, write_timeout=limit_s, exclusive=True)
    except (OSError, ValueError) as error:  # SerialException is an OSError; a bad URL is a ValueError
        if getattr(error, "errno", None) in _BUSY or "exclusively lock" in str(error):
            raise PortBusy(address, holder_by_descriptor(address) or "another process that left no name") from error
        raise PortMissing(f"port {address}", "a serial port that may be opened", _reason(error), ADVICE) from error


def _reason(error: Exception) -> str:
    """Return why a port did not open, in one short phrase: pyserial wraps the system's words, sometimes twice."""
    if isinstance(error.__context__, termios.error) or "Could not configure port" in str(error):
        return "something that is no serial port"
    number = getattr(error, "errno", None)
    return os.strerror(number).lower() if number else str(error)


def _written(descriptor: int, data: bytes) -> int:
    """Write what fits at once; return how many bytes that were. Raises OSError."""
    try:
        return os.write(descriptor, data)
    except BlockingIOError:
        return 0


def _read(descriptor: int) -> bytes:
    """Return what has come. Raises OSError or SerialException."""
    data = os.read(descriptor, _CHUNK)
    if not data:
        raise serial.SerialException(_HUNG_UP)
    return data


def _poll_of(port: serial.Serial) -> select.poll | None:
    """Return a poll object over the port's descriptor, None for a port without one."""
    try:
        descriptor = port.fileno()
    except (AttributeError, io.UnsupportedOperation):
        return None
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return poll


def _read_timed(port: serial.Serial, seconds: float) -> bytes:
    """Read from a port that only knows time-outs (rfc2217, loop): one byte, or all that waits."""
    port.timeout = seconds
    data: bytes = port.read(max(1, port.in_waiting))
    return data
