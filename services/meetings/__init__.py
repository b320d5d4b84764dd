"""Meetings: topics, meetings, invitations, attendance and memos of a region's bodies."""
