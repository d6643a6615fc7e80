package io.nightjar.notify;

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

/** Whether an address of the web can be reached, found out without saying anything there. */
public final class Reach {

  private Reach() {}

  /** Empty when somebody answers there, with a certificate that is trusted. */
  public static String problem(URI url, Duration timeout) {
    boolean secure = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) timeout.toMillis());
      socket.connect(new InetSocketAddress(url.getHost(), port), (int) timeout.toMillis());
      if (secure) {
        shakeHands(socket, url.getHost(), port);
      }
      return "";
    } catch (SSLHandshakeException e) {
      return "its certificate is not trusted, or not for that name";
    } catch (IOException e) {
      return "it cannot be reached";
    }
  }

  private static void shakeHands(Socket socket, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, false)) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
    }
  }
}
