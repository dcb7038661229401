"""Telling people: an outbox that other rooms may veto or reshape before anything leaves."""
