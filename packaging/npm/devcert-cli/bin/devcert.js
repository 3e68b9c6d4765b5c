#!/usr/bin/env node
'use strict'

const { spawn } = require('node:child_process')
const os = require('node:os')
const { programPath } = require('../program.js')

let program
try {
  program = programPath()
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exit(2)
}
const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' })
child.on('error', (error) => {
  console.error(`error: cannot start ${program}: ${error.message}`)
  process.exitCode = 2
})
// The terminal sends these to devcert too, which decides what they mean; others reach only this process.
for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => {})
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + os.constants.signals[signal] : code
})
