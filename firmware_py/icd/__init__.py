"""The one dictionary: boards, channels, packets, messages, events, parameters. Ids are append-only."""
