#!/usr/bin/env bash
# Removes every container, network, volume and image of the Podman beside this file, which has only what the stand-ins and their tests made.
set -euo pipefail
podman() { "$(dirname "${BASH_SOURCE[0]}")/podman" "$@"; }
podman container rm --all --force --time 0 >/dev/null
podman volume rm --all --force >/dev/null
podman network prune --force >/dev/null
podman image rm --all --force >/dev/null
