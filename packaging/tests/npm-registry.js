// A registry for npm on the loopback address that has the packages of one directory and nothing else. Prints its address.
'use strict'

const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')

const folder = process.argv[2]
const packages = new Map()
for (const file of fs.readdirSync(folder)) {
  const json = execFileSync('tar', ['-xzOf', path.join(folder, file), 'package/package.json'])
  packages.set(`/${file}`, fs.readFileSync(path.join(folder, file)))
  const manifest = JSON.parse(json)
  packages.set(`/${manifest.name}`, { file, manifest })
}

const server = http.createServer((request, response) => {
  const found = packages.get(request.url)
  if (!found) {
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end('{"error": "not found"}')
  } else if (Buffer.isBuffer(found)) {
    response.end(found)
  } else {
    const { file, manifest } = found
    const dist = { tarball: `http://127.0.0.1:${server.address().port}/${file}` }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({
      name: manifest.name,
      'dist-tags': { latest: manifest.version },
      versions: { [manifest.version]: { ...manifest, dist } },
    }))
  }
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
