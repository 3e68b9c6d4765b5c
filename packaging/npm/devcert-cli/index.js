'use strict'

const { execFileSync } = require('node:child_process')
const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { programPath } = require('./program.js')

const DEFAULT_HOSTS = ['localhost', '127.0.0.1', '::1']

/** Runs devcert and returns its standard output. Throws an Error with its message if it fails. */
function run(args) {
  try {
    return execFileSync(programPath(), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    if (!error.stderr) throw error
    throw new Error(`devcert ${args[0]} failed: ${error.stderr.trim()}`)
  }
}

/** The directory of the files for these hosts. */
function cacheDirectory(hosts, ca) {
  const id = crypto.createHash('sha256').update(JSON.stringify([hosts, ca])).digest('hex').slice(0, 16)
  return path.resolve('node_modules', '.cache', 'devcert-cli', id)
}

function checkHosts(hosts) {
  const isList = Array.isArray(hosts) && hosts.length > 0
  if (!isList || hosts.some((host) => typeof host !== 'string' || host === '' || host.startsWith('-'))) {
    throw new TypeError('hosts must be a list of host names and IP addresses')
  }
}

function devcert({ hosts = DEFAULT_HOSTS, dir, ca } = {}) {
  checkHosts(hosts)
  const directory = dir ?? cacheDirectory(hosts, ca)
  fs.mkdirSync(path.dirname(directory), { recursive: true })
  const names = [...new Set(hosts)]
  run(['issue', '--quiet', '--if-needed', '--within', '7d', '--dir', directory, ...caOption(ca), '--', ...names])
  const read = (name) => fs.readFileSync(path.join(directory, name), 'utf8')
  return { key: read('private.pem'), cert: read('file.crt') }
}

function caCertificate({ ca } = {}) {
  return fs.readFileSync(run(['ca', 'path', '--cert', ...caOption(ca)]).trimEnd(), 'utf8')
}

const caOption = (ca) => (ca === undefined ? [] : ['--ca', ca])

module.exports = { devcert, caCertificate, programPath }
