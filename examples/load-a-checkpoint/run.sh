#!/usr/bin/env bash
# Exports the best checkpoint of a run, loads it in a project that references nothing but TorchSharp, and compares loss and greedy ids
# with those of cs336.
set -euo pipefail
if [ $# -ne 2 ]; then
    echo "usage: run.sh RUN TOKENS.npy" >&2
    exit 2
fi
run=$(realpath "$1") tokens=$(realpath "$2")
cd "$(dirname "$0")"
# Where other work runs on the machine, OpenMP's threads wait for each other asleep.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 OMP_WAIT_POLICY=passive
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

dotnet build -c Release ../../Cs336.Train
cs336() { dotnet ../../Cs336.Train/bin/Release/net10.0/cs336.dll "$@"; }
checkpoint=$(ls -d "$run"/checkpoints/step-* | tail -1)
cs336 export --checkpoint "$checkpoint" --to torchsharp --out "$scratch/model.dat"
cs336 evaluate --checkpoint "$checkpoint" --data "$tokens" --json > "$scratch/evaluated.json"
for prompt in 'Once upon a time' 'One day' 'The' 'She said' 'They were'; do
    cs336 generate --checkpoint "$checkpoint" --prompt "$prompt" --max-tokens 40 --temperature 0 --json > "$scratch/generated-$prompt.json"
done

dotnet build -c Release
dotnet bin/Release/net10.0/load-a-checkpoint.dll \
    "$scratch/model.dat" "$checkpoint/state.json" "$tokens" "$scratch/evaluated.json" "$scratch"/generated-*.json
