// Node's crypto as a reader and a writer of keys and certificates.
//
// node forms.js read FORM FILE [PASSPHRASE]      says what was read
// node forms.js write FORM KEY OUT [PASSPHRASE]  the certificate's form takes a certificate for KEY

const { createPrivateKey, createPublicKey, X509Certificate } = require('crypto');
const { readFileSync, writeFileSync } = require('fs');
const { createSecureContext } = require('tls');

const told = (key) => `a ${key.type} key, ${key.asymmetricKeyType}`;
const json = (file) => JSON.parse(readFileSync(file));
const der = (type) => (file, passphrase) =>
  told(createPrivateKey({ key: readFileSync(file), format: 'der', type, passphrase }));
const starts = (options) => createSecureContext(options) && 'a server starts';

const readers = {
  pkcs12: (pfx, passphrase) => starts({ pfx: readFileSync(pfx), passphrase }),
  combined: (file) => starts({ key: readFileSync(file), cert: readFileSync(file) }),
  base64: (file) => {
    const text = Buffer.from(readFileSync(file, 'ascii'), 'base64');
    return starts({ key: text, cert: text });
  },
  certificate: (file) => new X509Certificate(readFileSync(file)).subject,
  pem: (file, passphrase) => told(createPrivateKey({ key: readFileSync(file), passphrase })),
  der: der('pkcs8'),
  'pkcs1-der': der('pkcs1'),
  'sec1-der': der('sec1'),
  spki: (file) => told(createPublicKey(readFileSync(file))),
  'spki-der': (file) => told(createPublicKey({ key: readFileSync(file), format: 'der', type: 'spki' })),
  jwk: (file) => told(createPrivateKey({ key: json(file), format: 'jwk' })),
  jwks: (file) => told(createPublicKey({ key: json(file).keys[0], format: 'jwk' })),
};

const traditional = (key) => (key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs1');
const sealed = (passphrase, format = 'pem') => ({ format, cipher: 'aes-256-cbc', passphrase });
const publicKey = (file) => createPublicKey(createPrivateKey(readFileSync(file)));
const ofKey = (write) => (file, passphrase) => write(createPrivateKey(readFileSync(file)), passphrase);

const writers = {
  pkcs8: ofKey((key, passphrase) => key.export({ type: 'pkcs8', ...sealed(passphrase) })),
  'pkcs8-der': ofKey((key) => key.export({ type: 'pkcs8', format: 'der' })),
  'pkcs8-sealed-der': ofKey((key, passphrase) => key.export({ type: 'pkcs8', ...sealed(passphrase, 'der') })),
  traditional: ofKey((key) => key.export({ type: traditional(key), format: 'pem' })),
  'traditional-sealed': ofKey((key, passphrase) => key.export({ type: traditional(key), ...sealed(passphrase) })),
  jwk: ofKey((key) => JSON.stringify(key.export({ format: 'jwk' }))),
  'public-jwk': (file) => JSON.stringify(publicKey(file).export({ format: 'jwk' })),
  spki: (file) => publicKey(file).export({ type: 'spki', format: 'pem' }),
  'spki-der': (file) => publicKey(file).export({ type: 'spki', format: 'der' }),
  'certificate-der': (file) => new X509Certificate(readFileSync(file)).raw,
};

const [action, form, ...rest] = process.argv.slice(2);
if (action === 'read') {
  console.log(readers[form](...rest));
} else {
  const [file, out, passphrase] = rest;
  writeFileSync(out, writers[form](file, passphrase));
}
