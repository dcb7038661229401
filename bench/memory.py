"""Runs Python with the given arguments and says on standard error how much memory it took."""

from __future__ import annotations

import resource
import subprocess
import sys

done = subprocess.run([sys.executable, *sys.argv[1:]], check=False)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"most memory: {most:.0f}", file=sys.stderr)
sys.exit(done.returncode)
