"""What is wrong in a panel of figures; it stands below the rooms of the engine, where the readers of files take it."""

from keqiao.engine.data_problems import SHOWN, DataError, Problem, refused

__all__ = ["SHOWN", "DataError", "Problem", "refused"]
