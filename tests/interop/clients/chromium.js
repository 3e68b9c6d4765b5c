// Opens an https page of the notes' server in headless Chromium and reports what happened.
//
//   node chromium.js URL [--trust CERT] [--home DIR] [--resolve NAME] [--screenshot FILE]
//
//   --trust CERT        put CERT into the NSS database of Chromium's home, trusted as a server
//                       and as an issuer
//   --home DIR          Chromium's home, with or without an NSS database in it already; without
//                       it a new folder, removed afterwards
//   --resolve NAME      let NAME be this machine. Browsers call localhost, 127.0.0.1 and ::1 secure
//                       contexts over plain http as well; a name like dev.test only over https
//   --screenshot FILE   a PNG of the page at the end
//
// Prints one line of JSON: url, error (net::ERR_… when Chromium rejected the certificate, or the page's
// own), isSecureContext, securityState (Chromium's verdict on the connection), pc1, pc2, pc (the states
// of the page's peer connections: index.html has both ends of its call, call.html one), page (all that
// the page reports, null when it is not a page of the notes' server). Exits 0 when the page opened with
// no error, is a secure context over a secure connection, and its peer connections reached `connected`;
// 1 when not; 2, with a message, when Chromium or certutil could not be run or did not end.

const fs = require('fs')
const os = require('os')
const path = require('path')
const { execFileSync, spawn } = require('child_process')
const { parseArgs } = require('util')

const PATIENCE = 120_000 // milliseconds for all of it, on a machine that is busy compiling

let url, options

function reached({ error, isSecureContext, pc1, pc2, pc, securityState }) {
  return error === null && isSecureContext === true && securityState === 'secure'
    && (pc === 'connected' || (pc1 === 'connected' && pc2 === 'connected'))
}

async function main() {
  readArguments()
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'devcert-chromium-'))
  const home = path.resolve(options.home ?? path.join(scratch, 'home'))
  try {
    if (options.trust) trust(home, options.trust)
    fs.mkdirSync(home, { recursive: true })
    const browser = new Browser(home, path.join(scratch, 'profile'))
    try {
      return await within(PATIENCE, Promise.race([visit(browser), browser.broke]))
    } finally {
      await browser.close()
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      trust: { type: 'string' },
      home: { type: 'string' },
      resolve: { type: 'string' },
      screenshot: { type: 'string' },
    },
  })
  if (positionals.length !== 1) throw new Error('one URL is needed')
  options = values
  url = positionals[0]
}

// C alone is enough for a root. For a server's own certificate Chromium asks for P.
function trust(home, certificate) {
  const folder = path.join(home, '.pki/nssdb')
  const certutil = (...args) => execFileSync(
    'certutil', [...args, '-d', `sql:${folder}`], { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  if (!fs.existsSync(path.join(folder, 'cert9.db'))) {
    fs.mkdirSync(folder, { recursive: true })
    certutil('-N', '--empty-password')
  }
  certutil('-A', '-n', 'devcert interop', '-t', 'CP,,', '-i', certificate)
}

async function visit(browser) {
  const page = await browser.newPage()
  const report = {
    url, error: null, isSecureContext: null, securityState: null,
    pc1: null, pc2: null, pc: null, page: null,
  }
  page.on('Security.visibleSecurityStateChanged', ({ visibleSecurityState }) => {
    report.securityState = visibleSecurityState.securityState
  })
  await page.send('Security.enable')

  const { errorText } = await page.send('Page.navigate', { url })
  const { isSecureContext, result } = await outcome(page)
  if (errorText) {
    report.error = errorText // and what is shown is Chromium's own page
  } else {
    const { error = null, pc1 = null, pc2 = null, pc = null } = result ?? {}
    Object.assign(report, { error, isSecureContext, pc1, pc2, pc, page: result })
    await verdict(report)
  }
  if (options.screenshot) {
    const { data } = await page.send('Page.captureScreenshot')
    fs.writeFileSync(options.screenshot, Buffer.from(data, 'base64'))
  }
  return report
}

// What the page says once it has loaded and its call, if it makes one, is over.
async function outcome(page) {
  const expression = `({
    loaded: location.href !== 'about:blank' && document.readyState === 'complete',
    isSecureContext: window.isSecureContext,
    result: window.result ?? null,
  })`
  for (;;) {
    // While one page gives way to the next there is none to ask, which is an error.
    const answer = await page.send('Runtime.evaluate', { expression, returnByValue: true }).catch(() => null)
    const value = answer?.result.value
    if (value?.loaded && value.result?.done !== false) return value
    await pause(100)
  }
}

// Chromium's verdict comes a little after the page. Over plain http it is never secure.
async function verdict(report) {
  for (let tries = 50; tries > 0 && url.startsWith('https:') && report.securityState !== 'secure'; tries--) {
    await pause(100)
  }
}

// Chromium's DevTools protocol over a pair of pipes: JSON messages, each ended by a zero byte, in
// on descriptor 3, out on 4. It needs no port and no package, and Chromium ends when they close.
class Browser {
  constructor(home, profile) {
    this.lastId = 0
    this.waiting = new Map()
    this.listeners = new Map()
    this.process = spawn('chromium', [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--no-sandbox', // there is none for root, nor in most containers
      '--disable-dev-shm-usage', // /dev/shm is small in containers
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--no-proxy-server',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream', // grants camera and microphone unasked
      '--allow-loopback-in-peer-connection', // there may be no other interface
      '--autoplay-policy=no-user-gesture-required',
      '--window-size=900,800',
      ...(options.resolve ? [`--host-resolver-rules=MAP ${options.resolve} 127.0.0.1`] : []),
      'about:blank',
    ], {
      // Nothing of the caller's environment but PATH: no other home, proxy or trust.
      env: { PATH: process.env.PATH, HOME: home },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      detached: true, // a process group of its own, to be ended as a whole
    })
    const [, , stderr, input, output] = this.process.stdio
    this.input = input.on('error', () => {}) // its exit says more
    this.receive(output)
    let log = ''
    stderr.setEncoding('utf8').on('data', text => log = (log + text).slice(-2000))
    this.exited = new Promise(resolve => this.process.on('exit', resolve).on('error', resolve))
    this.broke = new Promise((_, reject) => {
      this.process.on('error', error => reject(new Error(`no chromium: ${error.message}`)))
      this.process.on('exit', (code, signal) => {
        reject(new Error(`chromium ended with ${code ?? signal}\n${log}`))
      })
    })
    this.broke.catch(() => {}) // an end that was asked for is nobody's error
  }

  receive(output) {
    let text = ''
    output.setEncoding('utf8').on('data', chunk => {
      const messages = (text + chunk).split('\0')
      text = messages.pop()
      for (const message of messages) this.dispatch(JSON.parse(message))
    })
  }

  dispatch({ id, method, params, result, error }) {
    if (!id) return this.listeners.get(method)?.(params)
    const { resolve, reject } = this.waiting.get(id)
    this.waiting.delete(id)
    if (error) reject(new Error(error.message))
    else resolve(result)
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.input.write(JSON.stringify({ id, method, params, sessionId }) + '\0')
    })
  }

  async newPage() {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    return {
      send: (method, params) => this.send(method, params, sessionId),
      on: (method, listener) => this.listeners.set(method, listener),
    }
  }

  async close() {
    this.input.end()
    await within(10_000, this.exited).catch(() => {})
    try {
      process.kill(-this.process.pid, 'SIGKILL')
    } catch {
      // already gone, all of it
    }
  }
}

function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

function within(milliseconds, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${milliseconds / 1000} s`)), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

main().then(report => {
  console.log(JSON.stringify(report))
  process.exitCode = reached(report) ? 0 : 1
}).catch(error => {
  console.error(`chromium.js: ${error.message}`)
  process.exitCode = 2
})
