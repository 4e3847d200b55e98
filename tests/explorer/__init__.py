"""The explorer: its pages over HTTP on both engines, and in a real Chromium."""
