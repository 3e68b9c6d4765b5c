"""A mail server that does nothing but STARTTLS: certificate and key are its arguments. Prints its port."""
import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    try:
        connection.sendall(b"220 localhost ESMTP\r\n")
        connection.recv(1000)
        connection.sendall(b"250-localhost\r\n250 STARTTLS\r\n")
        connection.recv(1000)
        connection.sendall(b"220 go ahead\r\n")
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)
    except OSError:
        pass
    finally:
        connection.close()
