// The signalling server: rooms of two, in which offers, answers and ICE candidates are relayed.
//
//   client to server             server to client
//   join ROOM                    joined ROOM (to the newcomer), or full ROOM
//                                peer-joined ROOM (to the member who was there first: it calls)
//   message ROOM, DATA           message ROOM, DATA (to the other member)
//   leave ROOM                   left ROOM (to the sender), peer-left ROOM (to the other member)
//
// DATA is { type: 'offer' | 'answer', sdp }, { type: 'candidate', candidate } or anything else that
// the two pages agree on. A member who disconnects leaves its room.

const ROOM_SIZE = 2

module.exports = function signalling(io, logger) {
    io.on('connection', socket => {
        logger.debug(`${socket.id} connected`)

        socket.on('join', room => {
            const members = io.sockets.adapter.rooms.get(room)?.size ?? 0
            if (members >= ROOM_SIZE) {
                logger.warn(`${socket.id} rejected: room ${room} is full`)
                return socket.emit('full', room)
            }
            socket.join(room)
            logger.info(`${socket.id} joined room ${room}`)
            socket.emit('joined', room)
            socket.to(room).emit('peer-joined', room)
        })

        socket.on('message', (room, data) => {
            // Members only: anyone else could end or redirect a call.
            if (!socket.rooms.has(room)) return logger.warn(`${socket.id} is not in room ${room}`)
            logger.debug(`${data?.type} from ${socket.id} to room ${room}`)
            socket.to(room).emit('message', room, data)
        })

        socket.on('leave', room => {
            socket.leave(room)
            logger.info(`${socket.id} left room ${room}`)
            socket.emit('left', room)
            socket.to(room).emit('peer-left', room)
        })

        socket.on('disconnecting', reason => {
            for (const room of socket.rooms) socket.to(room).emit('peer-left', room)
            logger.info(`${socket.id} disconnected: ${reason}`)
        })
    })
}
