"""The store of the last COMMAND answers: what makes a command happen exactly once, however often it is sent."""


class AnswerStore:
    """Keeps the last `depth` answers by their link sequence (u8); the oldest goes first."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._links = []
        self._answers = []

    def find(self, link: int):
        """Return the stored answer of link sequence `link`, or None."""
        for position in range(len(self._links)):
            if self._links[position] == link:
                return self._answers[position]
        return None

    def put(self, link: int, answer: bytes) -> None:
        """Store `answer` for `link`."""
        self._links = (self._links + [link])[-self._depth :]
        self._answers = (self._answers + [answer])[-self._depth :]

    def clear(self) -> None:
        """Forget all, as a new session does."""
        self._links = []
        self._answers = []

    def state(self) -> list:
        """Return plain data that `restore` takes back."""
        return [list(self._links), list(self._answers)]

    def restore(self, state: list) -> None:
        """Take back what `state` gave."""
        self._links = list(state[0])
        self._answers = list(state[1])
