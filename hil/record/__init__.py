"""The record of a run: a folder that opens whether the run ended, was interrupted or was killed."""
