#!/bin/sh
# Gradescope runs this once, when it makes the machine that grades: installs what is needed, and builds.
set -eu
cd "${AUTOGRADER:-/autograder}/source"
chmod +x tt
./tt --version
