// Training side by side with Hugging Face's Rust trainer, vocabulary 30,000, end to end: from a file to merges.
//
//   npm install && node train.mjs TEXT…
//
// Each run is a fresh process, ours and theirs in turn. `RUNS=n` repeats; the median counts.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VOCAB = 30000; // what `train` of the npm package uses
const here = dirname(fileURLToPath(import.meta.url));
const ours = join(here, '../Cs336.Benchmarks/bin/Release/net10.0/Cs336.Benchmarks');

if (process.argv[2] === '--child') {
  const { Tokenizer, BPE, byteLevelPreTokenizer } = (await import('tokenizers')).default;
  const tokenizer = new Tokenizer(BPE.empty());
  tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
  const start = process.hrtime.bigint();
  tokenizer.train([process.argv[3]]);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const peak = Number(readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+)/)[1]);
  console.log(JSON.stringify({ seconds, vocab: tokenizer.getVocabSize(), peakMB: Math.round(peak / 1024) }));
  process.exit(0);
}

// Of a process's output the last line is the result; the trainer draws a progress bar before it.
const run = (command, args) => {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
  return JSON.parse(result.stdout.trim().split('\n').pop());
};
const median = results => results.sort((a, b) => a.seconds - b.seconds)[Math.floor(results.length / 2)];

console.log('| file | MB | Cs336, s | RssAnon, MB | tokenizers (Rust), s | peak, MB | ratio |\n|---|---|---|---|---|---|---|');
for (const file of process.argv.slice(2)) {
  const mine = [], theirs = [];
  for (let i = 0; i < Number(process.env.RUNS ?? 1); i++) {
    // Ours takes a fiftieth of the time and is repeated more often.
    for (let j = 0; j < 3; j++) mine.push(run(ours, ['train-tokenizer', String(VOCAB), file]));
    theirs.push(run(process.execPath, [fileURLToPath(import.meta.url), '--child', file]));
  }
  const a = median(mine), b = median(theirs);
  console.log(`| ${basename(file)} | ${(statSync(file).size / 1e6).toFixed(0)} | ${a.seconds.toFixed(2)} | ${a.peakMB} `
    + `| ${b.seconds.toFixed(1)} | ${b.peakMB} | ${(b.seconds / a.seconds).toFixed(1)} |`);
}
