// An HTTPS server of Node that asks its clients for certificates, or not.
//
//   node mutual-server.js CERT KEY [CA [CRL]]
//
// Prints the port that it listens on. Answers "hello NAME" with the common name of the client, and
// with CA refuses clients that have no certificate of that CA, or one that CRL takes back.

const fs = require('fs')
const https = require('https')

const [cert, key, ca, crl] = process.argv.slice(2).map(file => fs.readFileSync(file))
const options = { cert, key, ca, crl, requestCert: Boolean(ca), rejectUnauthorized: true }

const server = https.createServer(options, (request, response) => {
  const { subject } = request.socket.getPeerCertificate()
  response.end(`hello ${subject?.CN ?? 'nobody'}\n`)
})
server.listen(0, () => console.log(server.address().port))
