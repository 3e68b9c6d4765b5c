// Requests as programs with node-forge make them: with names alone, and with what its README shows.
const fs = require('fs')
const forge = require('node-forge')

const keys = forge.pki.rsa.generateKeyPair(2048)
const san = { name: 'subjectAltName', altNames: [{ type: 2, value: 'dev.test' }, { type: 7, ip: '127.0.0.1' }] }
const usages = { digitalSignature: true, nonRepudiation: true, keyEncipherment: true, dataEncipherment: true }

function request(name, extensions) {
  const csr = forge.pki.createCertificationRequest()
  csr.publicKey = keys.publicKey
  csr.setSubject([{ name: 'commonName', value: 'dev.test' }, { shortName: 'ST', value: 'Virginia' }])
  csr.setAttributes([{ name: 'challengePassword', value: 'password' },
    { name: 'unstructuredName', value: 'My Company, Inc.' }, { name: 'extensionRequest', extensions }])
  csr.sign(keys.privateKey, forge.md.sha256.create())
  fs.writeFileSync(name, forge.pki.certificationRequestToPem(csr))
}

request('plain.pem', [san])
request('usages.pem', [{ name: 'keyUsage', ...usages }, { name: 'extKeyUsage', serverAuth: true, clientAuth: true }, san])
request('everything.pem', [{ name: 'keyUsage', keyCertSign: true, ...usages }, san])
