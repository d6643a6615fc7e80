package io.nightjar.notify;

import io.nightjar.tls.OutwardTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Whether an address of the web can be reached, found out without saying anything there. */
public final class Reach {

  private Reach() {}

  /**
   * Empty when somebody answers there, with a certificate that is trusted.
   *
   * @param tls whom to trust; null for those whom this machine does
   */
  public static String problem(URI url, Duration timeout, @Nullable OutwardTls tls) {
    boolean secure = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) timeout.toMillis());
      socket.connect(new InetSocketAddress(url.getHost(), port), (int) timeout.toMillis());
      if (secure) {
        shakeHands(socket, url.getHost(), port, tls);
      }
      return "";
    } catch (SSLHandshakeException e) {
      return "its certificate is not trusted, or not for that name";
    } catch (IOException e) {
      return "it cannot be reached";
    }
  }

  private static void shakeHands(Socket socket, String host, int port, @Nullable OutwardTls tls)
      throws IOException {
    SSLSocketFactory factory =
        tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.sockets();
    boolean named = tls != null && tls.serverName() != null;
    try (SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, false)) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(named ? null : "HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
    }
  }
}
