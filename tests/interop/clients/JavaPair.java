import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A server that asks for a certificate, and a client that has one, both by the JVM's own options. */
public class JavaPair {
    public static void main(String[] arguments) throws Exception {
        var factory = SSLServerSocketFactory.getDefault();
        var server = (SSLServerSocket) factory.createServerSocket(0, 1, InetAddress.getByName("localhost"));
        server.setNeedClientAuth(true);
        var greeter = new Thread(() -> {
            try (var socket = server.accept()) {
                socket.getOutputStream().write("hello from java\n".getBytes());
            } catch (Exception error) {
                System.err.println("server: " + error);
            }
        });
        greeter.start();
        var client = (SSLSocket) SSLSocketFactory.getDefault().createSocket("localhost", server.getLocalPort());
        var parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        System.out.println(new BufferedReader(new InputStreamReader(client.getInputStream())).readLine());
        greeter.join();
    }
}
