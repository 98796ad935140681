"""Commands of the room, called as ``keqiao manage NAME``."""
