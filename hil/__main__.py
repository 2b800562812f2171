"""`python -m hil`, for where the `hil` command is not on the path."""

from hil.cli import main

main()
