/** Prints the compressed JavaScript of the first load of the pages people start at; fails where it is too much. */

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT_KB = 250
const DIST = new URL('../dist/', import.meta.url)
const PAGES = {
  'Sign in': [],
  'My work': ['src/my-work/MyWork.tsx'],
  'My team': ['src/team/Team.tsx'],
}

const manifest = JSON.parse(read('.vite/manifest.json'))
const entry = entryOf(read('index.html').toString())
let tooMuch = false

for (const [page, chunks] of Object.entries(PAGES)) {
  const files = [...loadedWith([entry, ...chunks])].map((chunk) => manifest[chunk].file)
  const kilobytes = files.reduce((sum, file) => sum + gzipSync(read(file)).length, 0) / 1000
  tooMuch ||= kilobytes > LIMIT_KB
  console.log(`${page.padEnd(8)} ${kilobytes.toFixed(1).padStart(6)} kB in ${files.length} files`)
}
if (tooMuch) {
  console.error(`A first load may have at most ${LIMIT_KB} kB of compressed JavaScript.`)
  process.exitCode = 1
}

/** Return the chunks and everything that they import at once; what is imported later, such as the charts, comes later. */
function loadedWith(chunks, known = new Set()) {
  for (const chunk of chunks.filter((name) => !known.has(name))) {
    if (!manifest[chunk]) {
      throw new Error(`The build has no chunk of ${chunk}.`)
    }
    known.add(chunk)
    loadedWith(manifest[chunk].imports ?? [], known)
  }
  return known
}

/** Return the chunk that the page starts with: the entry whose file its script names. */
function entryOf(html) {
  const found = Object.keys(manifest).filter((name) => manifest[name].isEntry && html.includes(manifest[name].file))
  if (found.length !== 1) {
    throw new Error('index.html does not name one entry of the build.')
  }
  return found[0]
}

function read(file) {
  return readFileSync(new URL(file, DIST))
}
