"""Power: array regulation, battery, eclipse prediction, energy plan, shed ladder. Runs on the `eps` board."""
