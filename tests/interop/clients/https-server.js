// An https server for clients that have to refuse it or take it.
//
//   node https-server.js KEY CERT LOG
//
// Prints its port. Writes a line to LOG for each request, as in `GET /path`, and one for each
// connection that its client gives up, as in `refused: sslv3 alert bad certificate`.

const fs = require('fs')
const https = require('https')

const [key, cert, log] = process.argv.slice(2)
const note = line => fs.appendFileSync(log, `${line}\n`)

note('started')
const files = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) }
// At the level of its default, Node serves no certificate that is signed on SHA-1.
const server = https.createServer({ ...files, ciphers: 'DEFAULT:@SECLEVEL=0' }, (request, response) => {
  note(`${request.method} ${request.url}`)
  response.writeHead(request.url.startsWith('/git') ? 404 : 200, { 'Content-Type': 'text/html' })
  response.end('<!doctype html><title>hello</title><p>hello')
})
server.on('tlsClientError', error => note(`refused: ${error.reason ?? error.code}`))
server.listen(0, () => console.log(server.address().port))
