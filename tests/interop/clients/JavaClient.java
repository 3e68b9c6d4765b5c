import java.net.URI;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/** A client that is told nothing: java JavaClient.java URL */
public class JavaClient {
    public static void main(String[] arguments) throws Exception {
        var connection = (HttpsURLConnection) URI.create(arguments[0]).toURL().openConnection();
        try {
            System.out.println(new String(connection.getInputStream().readAllBytes()));
        } catch (SSLException error) {
            System.err.println("refused: " + error.getMessage());
            System.exit(1);
        }
    }
}
