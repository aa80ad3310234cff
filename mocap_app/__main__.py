"""`python -m mocap_app` is `mocap-app`."""

import sys

from mocap_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
