// The server of the notes: http on PORT (3000), https on the port after it, both from one express
// app, with a signalling server for one-to-one calls and a log in app.log. Key and certificate are
// read from ./cert of the folder that it is started in.
//
//   node app.js            or            forever start app.js
//
// What differs from the notes: PORT can be chosen (0: the system picks both ports), and the
// addresses printed are those listened on. As in the notes everything in the folder is served, the
// private key too, and on every interface: it is for trying things out, nothing else.

const express = require('express')
const app = express()
const http = require('http')
const https = require('https')
const fs = require('fs')
const { Server } = require('socket.io')
const log4js = require('log4js')
const signalling = require('./signalling')

const httpPort = Number(process.env.PORT ?? 3000)
const httpsPort = httpPort === 0 ? 0 : httpPort + 1

log4js.configure({
    appenders: {
        file: {
            type: 'file',
            filename: 'app.log',
            layout: {
                type: 'pattern',
                pattern: '%r %p - %m',
            }
        }
    },
    categories: {
        default: {
            appenders: ['file'],
            level: 'debug'
        }
    }
})
const logger = log4js.getLogger()

// the http server
const httpServe = http.createServer(app)

// the https server
const options = {
    key  : fs.readFileSync('./cert/private.pem'),
    cert : fs.readFileSync('./cert/file.crt')
}
const httpsServe = https.createServer(options, app)

// the signalling server, on both
const io = new Server()
io.attach(httpServe)
io.attach(httpsServe)
signalling(io, logger)

app.use('/', express.static('./'))

// No host given: node listens on ::, which accepts IPv4 as well.
httpServe.listen(httpPort, () => {
    console.log(`http://localhost:${httpServe.address().port}`)
})
httpsServe.listen(httpsPort, () => {
    console.log(`https://localhost:${httpsServe.address().port}`)
    logger.debug(`listening on port ${httpsServe.address().port}`)
})

app.get('/', (req, res) => {
    fs.readFile('./views/index.html', 'utf8', (err, data) => {
        if (err) return console.log(err)
        res.send(data)
    })
})
