"""The host: transports, boards, the loop, scenarios, checks, records and the faces.

Kept empty, because a board process starts through here too and has to be quick.
"""
