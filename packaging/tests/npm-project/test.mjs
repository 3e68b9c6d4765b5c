// The function of the package, in servers of Node.js, Vite and webpack-dev-server.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import https from 'node:https'
import { createRequire } from 'node:module'
import tls from 'node:tls'
import test from 'node:test'

import { caCertificate, devcert, programPath } from 'devcert-cli'

/** The body of an answer, for a client that trusts `ca`. */
const get = (port, { host = 'localhost', path = '/', ca = caCertificate() } = {}) =>
  new Promise((resolve, reject) => {
    const options = { port, path, ca, host: '127.0.0.1', servername: host, headers: { host } }
    const request = https.get(options, (response) => {
      let body = ''
      response.on('data', (part) => (body += part)).on('end', () => resolve(body))
    })
    request.on('error', reject)
  })

test('a server of Node.js is trusted by clients that trust the CA, and by no other', async () => {
  const server = https.createServer(devcert({ hosts: ['localhost'] }), (_, response) => response.end('hello'))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  assert.equal(await get(port), 'hello')
  await assert.rejects(get(port, { ca: tls.rootCertificates }), /self-signed|unable to (get|verify)/)
  server.close()
})

test('the same hosts get the same certificate, others another one', () => {
  const first = devcert({ hosts: ['a.test', 'b.test'] })
  assert.deepEqual(devcert({ hosts: ['a.test', 'b.test'] }), first)
  const other = devcert({ hosts: ['c.test'] })
  assert.notEqual(other.cert, first.cert)
  assert.deepEqual(Object.keys(first), ['key', 'cert'])
})

test('the defaults are the names of this machine', () => {
  const { cert } = devcert()
  fs.writeFileSync('default.crt', cert)
  const names = execFileSync(programPath(), ['inspect', '--text', 'default.crt'], { encoding: 'utf8' })
  assert.match(names, /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1/)
})

test('the files are in the requested directory, and the key is readable only by its owner', () => {
  const { key } = devcert({ hosts: ['localhost'], dir: 'tls' })
  assert.equal(fs.readFileSync('tls/private.pem', 'utf8'), key)
  assert.equal(fs.statSync('tls/private.pem').mode & 0o777, 0o600)
})

test('a failure is an error with the message of devcert', () => {
  assert.throws(() => devcert({ hosts: ['example.com'] }), /devcert issue failed: error: .*example\.com/)
  assert.throws(() => devcert({ hosts: ['--force'] }), TypeError)
  assert.throws(() => devcert({ hosts: [] }), TypeError)
})

test('Vite serves with it', async () => {
  const { createServer } = await import('vite')
  const https = devcert({ hosts: ['localhost', 'app.test'] })
  const server = await createServer({ configFile: false, logLevel: 'error', server: { https, host: '127.0.0.1', allowedHosts: ['app.test'] } })
  await server.listen()
  const { port } = server.httpServer.address()
  for (const host of ['localhost', 'app.test']) assert.match(await get(port, { host }), /served over HTTPS/)
  await server.close()
})

test('webpack-dev-server serves with it', async () => {
  const { default: webpack } = await import('webpack')
  const { default: WebpackDevServer } = await import('webpack-dev-server')
  // As a configuration file in CommonJS has it.
  const { devcert } = createRequire(import.meta.url)('devcert-cli')
  const compiler = webpack({ mode: 'development', stats: 'none', infrastructureLogging: { level: 'error' } })
  const options = { host: '127.0.0.1', server: { type: 'https', options: devcert({ hosts: ['localhost'] }) } }
  const server = new WebpackDevServer(options, compiler)
  await server.start()
  assert.match(await get(server.server.address().port, { path: '/main.js' }), /served over HTTPS/)
  await server.stop()
})
