// How fast Hugging Face's Rust library encodes, one document at a time and on one thread, beside ours on the same text.
//
//   npm install && node encode.mjs GPT2_VOCAB.json GPT2_MERGES.txt TEXT…
//
// Ours is the figure "Cs336, new" of `Cs336.Benchmarks encode`, a fresh process for each text; theirs is one run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tokenizers from 'tokenizers';

process.env.RAYON_NUM_THREADS = '1';
process.env.TOKENIZERS_PARALLELISM = 'false';
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const built = (project, program) => join(root, project, 'bin/Release/net10.0', program);
const [vocab, merges, ...texts] = process.argv.slice(2);

const run = (command, args) => {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${result.stderr}`);
  return result.stdout;
};

// GPT-2's two files as the one that Hugging Face reads.
const folder = mkdtempSync(join(tmpdir(), 'encode-'));
run('cp', [vocab, join(folder, 'vocab.json')]);
run('cp', [merges, join(folder, 'merges.txt')]);
run(built('Cs336.Train', 'cs336'), ['tokenizer', 'convert', '--tokenizer', folder, '--out', join(folder, 'converted')]);
const theirs = tokenizers.Tokenizer.fromFile(join(folder, 'converted', 'tokenizer.json'));
rmSync(folder, { recursive: true });

console.log('| file | MB | Cs336, MB/s | tokenizers (Rust), MB/s | ratio |\n|---|---|---|---|---|');
for (const text of texts) {
  const row = run(built('bench/Cs336.Benchmarks', 'Cs336.Benchmarks'), ['encode', vocab, merges, text])
    .split('\n').find(line => line.startsWith(`| ${basename(text)} `));
  const ours = Number(row.split('|')[2]);
  const bytes = readFileSync(text);
  const documents = bytes.toString('utf8').split('<|endoftext|>');
  const start = process.hrtime.bigint();
  for (const document of documents) await theirs.encode(document, null, { addSpecialTokens: false });
  const megabytes = bytes.length / 1e6;
  const rate = megabytes / (Number(process.hrtime.bigint() - start) / 1e9);
  console.log(`| ${basename(text)} | ${megabytes.toFixed(0)} | ${ours} | ${rate.toFixed(2)} | ${(ours / rate).toFixed(0)} |`);
}
