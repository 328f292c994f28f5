#!/usr/bin/env bash
# Packs Cs336.Generators, copies this example into an empty folder, and builds and runs it there against nothing but that package and
# TorchSharp. Where there is a C compiler to link with, also as a program compiled ahead of time (NativeAOT), in which TorchSharp's own
# registration by reflection finds nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# A version of its own, so that no package cache can serve an older build; taken out of the cache again afterwards.
version="0.1.0-local.$(date +%s)"
cache=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: *//')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "${cache:?}/cs336.generators/$version"' EXIT

dotnet pack "$here/../../Cs336.Generators/Package" -c Release -p:PackageVersion="$version" -o "$scratch/packages"

mkdir "$scratch/example"
cp "$here"/*.cs "$here"/*.csproj "$scratch/example"
cd "$scratch/example"
dotnet build -c Release -p:Cs336GeneratorsVersion="$version" -p:LocalPackages="$scratch/packages"
dotnet bin/Release/net10.0/declare-a-layer.dll

options=(--use-current-runtime -p:PublishAot=true -p:Cs336GeneratorsVersion="$version" -p:LocalPackages="$scratch/packages")
if ! command -v clang > /dev/null && ! command -v gcc > /dev/null; then
    echo 'Not compiled ahead of time: there is no C compiler to link with.'
elif ! dotnet restore "${options[@]}"; then
    echo 'Not compiled ahead of time: the packages of the NativeAOT compiler are not to be had.'
else
    # What TorchSharp itself does by reflection is warned of; of it a declared layer needs nothing.
    dotnet publish -c Release "${options[@]}" -o native -p:TreatWarningsAsErrors=false -p:SuppressTrimAnalysisWarnings=true
    native/declare-a-layer
fi
