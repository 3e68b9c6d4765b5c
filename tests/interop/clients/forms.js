// Node's crypto as a reader and a writer of keys and certificates.
//
// node forms.js read FORM FILE [PASSPHRASE]      says what was read
// node forms.js write FORM KEY OUT PASSPHRASE

const { createPrivateKey, createPublicKey } = require('crypto');
const { readFileSync, writeFileSync } = require('fs');
const { createSecureContext } = require('tls');

const told = (key) => `a ${key.type} key, ${key.asymmetricKeyType}`;
const json = (file) => JSON.parse(readFileSync(file));

const readers = {
  pkcs12: (pfx, passphrase) => createSecureContext({ pfx: readFileSync(pfx), passphrase }) && 'a server starts',
  combined: (file) => createSecureContext({ key: readFileSync(file), cert: readFileSync(file) }) && 'a server starts',
  pem: (file, passphrase) => told(createPrivateKey({ key: readFileSync(file), passphrase })),
  der: (file) => told(createPrivateKey({ key: readFileSync(file), format: 'der', type: 'pkcs8' })),
  spki: (file) => told(createPublicKey(readFileSync(file))),
  jwk: (file) => told(createPrivateKey({ key: json(file), format: 'jwk' })),
  jwks: (file) => told(createPublicKey({ key: json(file).keys[0], format: 'jwk' })),
};

const traditional = (key) => (key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs1');
const sealed = (passphrase) => ({ format: 'pem', cipher: 'aes-256-cbc', passphrase });

const writers = {
  pkcs8: (key, passphrase) => key.export({ type: 'pkcs8', ...sealed(passphrase) }),
  'pkcs8-der': (key) => key.export({ type: 'pkcs8', format: 'der' }),
  traditional: (key) => key.export({ type: traditional(key), format: 'pem' }),
  'traditional-sealed': (key, passphrase) => key.export({ type: traditional(key), ...sealed(passphrase) }),
  jwk: (key) => JSON.stringify(key.export({ format: 'jwk' })),
};

const [action, form, ...rest] = process.argv.slice(2);
if (action === 'read') {
  console.log(readers[form](...rest));
} else {
  const [key, out, passphrase] = rest;
  writeFileSync(out, writers[form](createPrivateKey(readFileSync(key)), passphrase));
}
