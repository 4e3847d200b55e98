"""What the project costs, measured side by side in one run: `python -m benchmarks`. The numbers stand in `docs/performance.md`."""
