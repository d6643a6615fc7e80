package io.nightjar.alert;

import io.nightjar.driver.network.LocalDatagrams;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** An open way to a syslog receiver. For one thread at a time, but for {@link #close}. */
public interface SyslogLink extends AutoCloseable {

  /** Bytes that a datagram carries everywhere. */
  int DATAGRAM_AT_MOST = 60_000;

  /**
   * @param message as it stands between its beginning and its end, which the way adds
   */
  void send(byte[] message) throws IOException;

  @Override
  void close();

  /** To the daemon of this machine. */
  static SyslogLink local(String path) throws IOException {
    LocalDatagrams datagrams = LocalDatagrams.to(path);
    return new SyslogLink() {
      @Override
      public void send(byte[] message) throws IOException {
        datagrams.send(SyslogOutput.cut(message, DATAGRAM_AT_MOST));
      }

      @Override
      public void close() {
        datagrams.close();
      }
    };
  }

  /** By UDP (RFC 5426): whether it arrives nobody says. */
  static SyslogLink udp(String host, int port) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    DatagramSocket socket = new DatagramSocket();
    return new SyslogLink() {
      @Override
      public void send(byte[] message) throws IOException {
        byte[] fitting = SyslogOutput.cut(message, DATAGRAM_AT_MOST);
        socket.send(new DatagramPacket(fitting, fitting.length, address, port));
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  /** By TCP, each message behind its length (RFC 6587, 3.4.1). */
  static SyslogLink tcp(String host, int port, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      socket.setKeepAlive(true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new SyslogStream(socket);
  }

  /**
   * By TLS (RFC 5425); the certificate has to name the host.
   *
   * @param named whether the sockets look by themselves whom the certificate names
   */
  static SyslogLink tls(
      String host, int port, Duration timeout, SSLSocketFactory sockets, boolean named)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(named ? null : "HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new SyslogStream(socket);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }
}
