"""Compute workload: what eight rack groups draw while they train and serve, and where the requests come from."""
