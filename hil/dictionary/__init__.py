"""Exports of the dictionary: `docs/icd.md` and, later, formats of ground systems."""
