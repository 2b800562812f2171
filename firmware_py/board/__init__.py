"""What runs on a dev board: the agent that speaks the wire, and the loop that feeds it."""
