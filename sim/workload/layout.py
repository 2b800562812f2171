"""Layout of the workload's vectors: parameters, state and outputs, by name and by position.

Each part's leaves index their own slice of parameters and state from 0; accelerator parameters come first.
"""

from sim.parameters import Parameter
from sim.workload import accelerator, inference, supply, training

GROUPS = 8
TRAINING = 5  # groups 1 to 5 train, 6 to 8 serve (odc120: 72 accelerators; the split is ours)

PARAMETERS: tuple[Parameter, ...] = (
    *accelerator.PARAMETERS, *supply.PARAMETERS, *training.PARAMETERS, *inference.PARAMETERS
)  # fmt: skip
SUPPLY_P = len(accelerator.PARAMETERS)
TRAINING_P = SUPPLY_P + len(supply.PARAMETERS)
INFERENCE_P = TRAINING_P + len(training.PARAMETERS)

_PER_GROUP = ("taken_j", "starting_s", "clock", "throttled")
STATE = (
    *(f"group_{i}_{name}" for i in range(1, GROUPS + 1) for name in _PER_GROUP),
    *training.STATE,
    *inference.STATE,
)
STRIDE = len(_PER_GROUP)  # the supply's two entries come first
CLOCK, THROTTLED = supply.LENGTH, supply.LENGTH + 1
JOB = GROUPS * STRIDE  # training job
POOL = JOB + len(training.STATE)  # inference pool

OUTPUTS = (
    *(f"rack_w_{i}" for i in range(1, GROUPS + 1)),  # drawn at the rack, mean over the sub-step
    "job_state",
    "throttled",  # mask, bit 0 is group 1
    "checkpoints",
    "training_steps",
    "tokens",
    "queue",  # requests waiting or in service
    "lost_steps",
    "refused",  # requests
    "served",  # requests
    "load",  # share of the time that the inference groups spend in prefill, and in decode as if the batch were full
    "total_w",
)
(OUT_JOB, OUT_THROTTLED, OUT_CHECKPOINTS, OUT_STEPS, OUT_TOKENS, OUT_QUEUE, OUT_LOST, OUT_REFUSED, OUT_SERVED,
 OUT_LOAD, OUT_TOTAL) = range(GROUPS, GROUPS + 11)  # fmt: skip
