#!/usr/bin/env bash
# Builds and runs this example: it fails unless the properties find the planted bug.
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet run -c Release --project "$(dirname "$0")"
