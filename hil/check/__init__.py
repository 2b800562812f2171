"""Requirements over the recorded signals of a run, and the verdict on each."""
