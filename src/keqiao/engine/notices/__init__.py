"""Notices of calls, subsidies and titles, read by rules into a draft with the words that each row was read from."""

from keqiao.engine.notices.draft import draft_of
from keqiao.engine.notices.reader import NoticeReading, read_notice
from keqiao.working_days import after_working_days, working_day

__all__ = ["NoticeReading", "after_working_days", "draft_of", "read_notice", "working_day"]
