#!/usr/bin/env bash
# Trains the example's module on the texts of this repository's docs.
set -euo pipefail
cd "$(dirname "$0")"
# Where other work runs on the machine, OpenMP's threads wait for each other asleep.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 OMP_WAIT_POLICY=passive
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat ../../README.md ../../docs/*.md > "$scratch/text"
dotnet build -c Release
dotnet bin/Release/net10.0/train-your-own-module.dll "$scratch/text" "$scratch/checkpoint.safetensors"
