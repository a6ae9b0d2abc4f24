"""Telling people what concerns them: in the app, by mail, in a daily digest."""
