"""The conformance kit: says of any board behind a URL whether it is one, check by check, from docs/wire.md alone."""
