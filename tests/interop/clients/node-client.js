// Gets https://HOST:PORT/ with Node, trusting one certificate and nothing else.
//
//   node node-client.js HOST PORT [CAFILE]
//
// Without CAFILE Node trusts its own roots: the control that shows a refusal. Prints one line;
// exits 0 for an authorized 200, 1 for any other end of the request, 2 when it could not be made.

const fs = require('fs')
const https = require('https')

const [host, port, caFile] = process.argv.slice(2)
if (!port) finish(2, 'usage: node node-client.js HOST PORT [CAFILE]')

const request = https.get({
  host,
  port,
  // Giving `ca` puts aside Node's own roots, and NODE_EXTRA_CA_CERTS with them.
  ca: caFile && read(caFile),
  timeout: 30_000,
}, response => {
  const { authorized } = response.socket
  const protocol = response.socket.getProtocol()
  response.resume().on('end', () => finish(
    authorized && response.statusCode === 200 ? 0 : 1,
    `${response.statusCode} authorized=${authorized} ${protocol} ${host}`,
  ))
})
request.on('timeout', () => request.destroy(new Error('no answer in 30 s')))
request.on('error', error => finish(1, `refused ${host}: ${error.code ?? ''} ${error.message}`))

function read(file) {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    finish(2, error.message)
  }
}

function finish(code, message) {
  console.log(message.replaceAll('\n', ' '))
  process.exit(code)
}
