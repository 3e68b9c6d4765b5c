// The server of the notes: http on PORT (3000), https on the port after it, both from one express
// app. Key and certificate are read from ./cert of the folder that it is started in.
//
// What differs from the notes: PORT can be chosen (0: the system picks both ports), and the
// addresses printed are those listened on. As in the notes everything in the folder is served, the
// private key too, and on every interface: it is for trying things out, nothing else.

const express = require('express')
const app = express()
const http = require('http')
const https = require('https')
const fs = require('fs')

const httpPort = Number(process.env.PORT ?? 3000)
const httpsPort = httpPort === 0 ? 0 : httpPort + 1

// the http server
const httpServe = http.createServer(app)

// the https server
const options = {
    key  : fs.readFileSync('./cert/private.pem'),
    cert : fs.readFileSync('./cert/file.crt')
}
const httpsServe = https.createServer(options, app)

app.use('/', express.static('./'))

// No host given: node listens on ::, which takes IPv4 as well.
httpServe.listen(httpPort, () => {
    console.log(`http://localhost:${httpServe.address().port}`)
})
httpsServe.listen(httpsPort, () => {
    console.log(`https://localhost:${httpsServe.address().port}`)
})

app.get('/', (req, res) => {
    fs.readFile('./views/index.html', 'utf8', (err, data) => {
        if (err) return console.log(err)
        res.send(data)
    })
})
