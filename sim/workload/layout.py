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

_PER_GROUP = (
    "taken_j",
    "starting_s",
    "clock",
    "throttled",
    "tripped",  # 1 from a thermal trip until it is reset
    "delay_s",  # of the group's mean accelerator behind the job's step
    "rise_s",  # of the group's power: that of one accelerator, widened by the skew among them
)
STATE = (
    *(f"group_{i}_{name}" for i in range(1, GROUPS + 1) for name in _PER_GROUP),
    "training_j",  # delivered to the training groups since the start
    "inference_j",  # the same, inference groups
    *training.STATE,
    *inference.STATE,
)
STRIDE = len(_PER_GROUP)  # the supply's two entries come first
CLOCK, THROTTLED, TRIPPED, DELAY, RISE = range(supply.LENGTH, supply.LENGTH + 5)
TRAINING_J = GROUPS * STRIDE
INFERENCE_J = TRAINING_J + 1
JOB = INFERENCE_J + 1  # training job
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
    "tripped",  # mask, bit 0 is group 1
    "training_j",  # delivered since the start
    "inference_j",
)
(OUT_JOB, OUT_THROTTLED, OUT_CHECKPOINTS, OUT_STEPS, OUT_TOKENS, OUT_QUEUE, OUT_LOST, OUT_REFUSED, OUT_SERVED,
 OUT_LOAD, OUT_TOTAL, OUT_TRIPPED, OUT_TRAINING_J, OUT_INFERENCE_J) = range(GROUPS, GROUPS + 14)  # fmt: skip
