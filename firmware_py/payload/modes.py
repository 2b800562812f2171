"""Mode table of the compute supervisor, and what each mode means for clocks, training and racks."""

from ..icd.payload import TRAIN_CHECKPOINT, TRAIN_HOLD, TRAIN_RUN

BOOT, RUN, LOCKED, PAUSING, PAUSED, DARK = 0, 1, 2, 3, 4, 5

PAYLOAD_MODES = (
    # name, timeout ms, may go to, text
    ("boot", 0, ("run",), "until the first fresh sample"),
    ("run", 0, ("locked",), "rung 0: all clocks free"),
    ("locked", 0, ("run", "pausing"), "rung 1: inference clocks locked"),
    (
        "pausing",
        0,
        ("locked", "paused", "dark"),
        "rung 2 ordered: training writes its checkpoint (timeout is a parameter)",
    ),
    ("paused", 0, ("locked", "dark"), "rung 2: training held, all clocks locked"),
    ("dark", 0, ("paused",), "rung 3 and above: racks off"),
)

# In mode order: rung in force, inference free, training clock free, order to the training job
RUNG = (0, 0, 1, 1, 2, 3)
INFERENCE_FREE = (False, True, False, False, False, False)
TRAINING_FREE = (False, True, True, True, False, False)
ORDER = (TRAIN_HOLD, TRAIN_RUN, TRAIN_RUN, TRAIN_CHECKPOINT, TRAIN_HOLD, TRAIN_HOLD)
