#!/usr/bin/env bash
# Whether our ids are those of Hugging Face's own library, for a tokenizer.json that we wrote, one that it wrote, and GPT-2's.
#   bench/huggingface-ids/verify.sh [GPT2_VOCAB.json GPT2_MERGES.txt [TEXT…]]
# Needs node and npm; nothing of either is a dependency of the project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PACKAGES="$scratch/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
mkdir "$PACKAGES"
npm install --silent --no-fund --no-audit --prefix "$PACKAGES" tokenizers@0.23.2

project="$here/../../Cs336.Train"
dotnet build -c Release "$project" >/dev/null
cs336() { dotnet run -c Release --no-build --project "$project" -- "$@" >/dev/null; }
huggingface() { node "$here/hugging-face.cjs" "$@"; }

# compare DIRECTORY TOKENIZER.json TEXT: our ids of the directory against Hugging Face's of the file.
compare() {
    cs336 tokenizer encode --tokenizer "$1" --input "$3" --out "$scratch/ids.npy" --quiet
    huggingface compare "$2" "$3" "$scratch/ids.npy"
}

cs336 data synth --kind web --megabytes 4 --seed 1 --out "$scratch/web.txt" --quiet
cs336 data synth --kind stories --megabytes 2 --seed 1 --out "$scratch/stories.txt" --quiet

# What we wrote, with special tokens that overlap and one that is a word.
cs336 tokenizer train --input "$scratch/web.txt" --vocab-size 6000 --out "$scratch/ours" --quiet \
    --special-token '<|endoftext|>' --special-token $'<|endoftext|>\n<|endoftext|>' --special-token ' the' --special-token $'\n\n'
for text in "$scratch/web.txt" "$scratch/stories.txt"; do
    compare "$scratch/ours" "$scratch/ours/tokenizer.json" "$text"
done

# What it wrote: ours read and written again, and one that it trained.
huggingface resave "$scratch/ours/tokenizer.json" "$scratch/resaved.json"
huggingface train "$scratch/web.txt" "$scratch/trained-there.json"
for name in resaved trained-there; do
    cs336 tokenizer convert --tokenizer "$scratch/$name.json" --out "$scratch/$name"
    compare "$scratch/$name" "$scratch/$name.json" "$scratch/web.txt"
done

# GPT-2, written by us from its two files.
if [ $# -ge 2 ]; then
    mkdir "$scratch/files"
    cp "$1" "$scratch/files/vocab.json"
    cp "$2" "$scratch/files/merges.txt"
    cs336 tokenizer convert --tokenizer "$scratch/files" --special-token '<|endoftext|>' --out "$scratch/gpt2"
    for text in "$scratch/web.txt" "$scratch/stories.txt" "${@:3}"; do
        compare "$scratch/gpt2" "$scratch/gpt2/tokenizer.json" "$text"
    done
fi
