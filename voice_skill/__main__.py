"""`python -m voice_skill` is the same as `voice-skill`."""

import sys

from voice_skill.cli import main

sys.exit(main())
