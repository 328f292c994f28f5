// Hugging Face's own library, from npm, at the service of verify.sh.
//   node hugging-face.cjs train TEXT OUT.json           trains as its users do, and saves
//   node hugging-face.cjs resave IN.json OUT.json       reads a tokenizer.json and writes it again
//   node hugging-face.cjs compare TOKENIZER.json TEXT IDS.npy
const fs = require('fs')
const path = require('path')
const { BPE, Tokenizer, byteLevelPreTokenizer } = require(path.join(process.env.PACKAGES, 'node_modules', 'tokenizers'))

/** The ids of a one-dimensional .npy of uint16 or uint32. */
function readIds(file) {
  const bytes = fs.readFileSync(file)
  const header = 10 + bytes.readUInt16LE(8)
  const wide = bytes.toString('latin1', 10, header).includes("'<u4'")
  const data = bytes.buffer.slice(bytes.byteOffset + header, bytes.byteOffset + bytes.length)
  return wide ? new Uint32Array(data) : new Uint16Array(data)
}

async function compare(tokenizerFile, textFile, idsFile) {
  const tokenizer = Tokenizer.fromFile(tokenizerFile)
  const text = fs.readFileSync(textFile, 'utf8')
  const expected = (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds()
  const found = readIds(idsFile)
  const length = Math.max(expected.length, found.length)
  for (let i = 0; i < length; i++) {
    if (expected[i] !== found[i]) {
      console.error(`${path.basename(tokenizerFile)}: token ${i}: expected ${expected[i]}, found ${found[i]}.`)
      process.exit(1)
    }
  }
  console.log(`${path.basename(tokenizerFile)}, ${path.basename(textFile)}: ${length} ids, identical.`)
}

async function main([command, ...files]) {
  if (command === 'train') {
    const tokenizer = new Tokenizer(BPE.empty())
    tokenizer.setPreTokenizer(byteLevelPreTokenizer(false))
    tokenizer.train([files[0]])
    tokenizer.addSpecialTokens(['<|endoftext|>'])
    tokenizer.save(files[1], true)
  } else if (command === 'resave') {
    Tokenizer.fromFile(files[0]).save(files[1], true)
  } else {
    await compare(...files)
  }
}

main(process.argv.slice(2)).catch(error => {
  console.error(error.message)
  process.exit(1)
})
