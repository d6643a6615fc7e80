package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.nightjar.SampleResponses;
import io.nightjar.alert.TestKeys;
import io.nightjar.config.ChannelConfig.Protection;
import io.nightjar.config.OutwardTlsConfig;
import io.nightjar.tls.OutwardTls;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail, against a real SMTP server in this process. */
class MailTest {

  private static final InstantSource CLOCK = InstantSource.fixed(SampleResponses.THREE);
  private static final Map<String, String> TRUST =
      Map.of("mail.smtp.ssl.trust", "*", "mail.smtp.ssl.checkserveridentity", "false");

  @SuppressWarnings("NullAway.Init")
  private static GreenMail server;

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Path authority;

  @BeforeAll
  static void start() throws Exception {
    TestKeys keys = TestKeys.make(folder, "RSA", "ip:127.0.0.1");
    authority = keys.certificateFile(folder);
    Path store = folder.resolve("server.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store().store(out, "changeit".toCharArray());
    }
    System.setProperty("greenmail.tls.keystore.file", store.toString());
    System.setProperty("greenmail.tls.keystore.password", "changeit");
    server =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
            });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop();
    System.clearProperty("greenmail.tls.keystore.file");
    System.clearProperty("greenmail.tls.keystore.password");
  }

  @BeforeEach
  void empty() throws Exception {
    server.purgeEmailFromAllMailboxes();
  }

  private static Mail.Settings settings(int port, Protection protection, String password) {
    return settings(port, protection, password, null);
  }

  private static Mail.Settings settings(
      int port, Protection protection, String password, @Nullable OutwardTls tls) {
    return new Mail.Settings(
        "127.0.0.1",
        port,
        protection,
        password.isEmpty() ? "" : "nightjar",
        password,
        "nightjar@example.com",
        List.of("team@example.com", "desk@example.com"),
        Map.of("kim", "kim@example.com"),
        Duration.ofSeconds(5),
        tls);
  }

  private static Mail plain() {
    return new Mail(settings(server.getSmtp().getPort(), Protection.NONE, ""), CLOCK);
  }

  private static MimeMessage only() throws Exception {
    MimeMessage[] got = server.getReceivedMessages();
    assertThat(got).isNotEmpty();
    return got[0];
  }

  private static String part(MimeMessage message, int index) throws Exception {
    Multipart parts = (Multipart) message.getContent();
    return (String) parts.getBodyPart(index).getContent();
  }

  @Test
  void aTeamGetsTextAndTheSameAsHtmlInOneThread() throws Exception {
    assertThat(plain().send(Letters.shared())).isEqualTo(Sent.DELIVERED);
    assertThat(plain().send(Letters.shared())).isEqualTo(Sent.DELIVERED);
    assertThat(server.getReceivedMessages()).hasSize(4); // two readers, two tries
    MimeMessage message = only();
    assertThat(message.getSubject())
        .isEqualTo("Nightjar: please approve or deny on pod shop/checkout-7d4b9");
    assertThat(message.getHeader("Message-ID")).containsExactly("<m-1@example.com>");
    assertThat(message.getHeader("References"))
        .containsExactly("<topic-i-0123456789abcdef@example.com>");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(part(message, 0))
        .contains("Action: kubernetes:isolate-pod", Letters.PAGE.toString())
        .doesNotContain("/answer/");
    assertThat(part(message, 1)).contains("<td>kubernetes:isolate-pod</td>");
    assertThat(part(message, 1)).doesNotContain("/answer/");
  }

  @Test
  void aPersonGetsTheirLinkAtTheirAddressAlone() throws Exception {
    plain().send(Letters.personal());
    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(only().getAllRecipients())
        .extracting(Object::toString)
        .containsExactly("kim@example.com");
    assertThat(part(only(), 0)).contains(Letters.LINK.toString()).doesNotContain("/lee");
  }

  @Test
  void whatAnAttackerWroteIsNeitherAHeaderNorHtml() throws Exception {
    assertThat(plain().send(Letters.hostile())).isEqualTo(Sent.DELIVERED);
    MimeMessage message = only();
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(Collections.list(message.getAllHeaderLines()))
        .noneMatch(line -> line.startsWith("Bcc"));
    assertThat(message.getAllRecipients()).hasSize(2);
    assertThat(message.getSubject()).doesNotContain("\n", "\r");
    assertThat(part(message, 1))
        .contains("&lt;script&gt;")
        .doesNotContain("<script", "\u202e", "\u001b");
    assertThat(part(message, 0)).doesNotContain("\u202e", "\u001b");
  }

  @Test
  void signsInByStartTlsAndFromTheStart() throws Exception {
    GreenMailUser user = server.setUser("nightjar@example.com", "nightjar", "right-77");
    assertThat(user.getLogin()).isEqualTo("nightjar");
    Mail tls =
        new Mail(settings(server.getSmtps().getPort(), Protection.TLS, "right-77"), CLOCK, TRUST);
    assertThat(tls.send(Letters.personal())).isEqualTo(Sent.DELIVERED);
    assertThat(tls.problem()).isEmpty();
    Mail wrong =
        new Mail(settings(server.getSmtps().getPort(), Protection.TLS, "wrong-77"), CLOCK, TRUST);
    assertThat(wrong.send(Letters.personal()))
        .isEqualTo(new Sent.Refused("it refuses the credentials"));
    assertThat(wrong.problem()).isEqualTo("it refuses the credentials");
    assertThat(Arrays.stream(server.getReceivedMessages())).hasSize(1);
  }

  @Test
  void trustsTheAuthorityOfTheFileAndNoServerOfAnotherName() {
    int port = server.getSmtps().getPort();
    Mail trusting = new Mail(settings(port, Protection.TLS, "", tls(null)), CLOCK);
    assertThat(trusting.send(Letters.personal())).isEqualTo(Sent.DELIVERED);
    assertThat(trusting.problem()).isEmpty();
    Mail named = new Mail(settings(port, Protection.TLS, "", tls("mail.example.com")), CLOCK);
    assertThat(named.send(Letters.personal()))
        .isEqualTo(new Sent.Again("it cannot be reached, or not safely", null));
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  private static @Nullable OutwardTls tls(@Nullable String name) {
    return OutwardTls.of(new OutwardTlsConfig(authority, null, null, name), "tls");
  }

  @Test
  void saysNothingWithoutTheProtectionThatIsWanted() {
    Sent unsafe = new Sent.Again("it cannot be reached, or not safely", null);
    // the certificate is nobody's
    assertThat(
            new Mail(settings(server.getSmtps().getPort(), Protection.TLS, ""), CLOCK)
                .send(Letters.personal()))
        .isEqualTo(unsafe);
    // this server has no STARTTLS
    Mail starting =
        new Mail(settings(server.getSmtp().getPort(), Protection.STARTTLS, "right-77"), CLOCK);
    assertThat(starting.send(Letters.personal())).isEqualTo(unsafe);
    assertThat(starting.problem()).isEqualTo("it cannot be reached, or not safely");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  /** Says one line for each line it gets, the last one for ever. */
  private static Sent talkingTo(String... lines) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread talker = Thread.ofVirtual().start(() -> talk(listening, lines));
      Sent sent =
          new Mail(settings(listening.getLocalPort(), Protection.NONE, ""), CLOCK)
              .send(Letters.personal());
      talker.join();
      return sent;
    }
  }

  private static void talk(ServerSocket listening, String... lines) {
    try (Socket socket = listening.accept()) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String line : lines) {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        if (in.readLine() == null) {
          return;
        }
      }
    } catch (IOException e) {
      // the other side hung up
    }
  }

  @Test
  void aServerThatIsBusyIsTriedAgainAndOneThatRefusesIsNot() throws Exception {
    assertThat(talkingTo("220 hi", "250 hello", "250 sender ok", "451 greylisted", "250 ok"))
        .isEqualTo(new Sent.Again("the server answered 451", null));
    assertThat(talkingTo("220 hi", "250 hello", "250 sender ok", "550 no such user", "250 ok"))
        .isEqualTo(new Sent.Refused("the server does not take it (550)"));
    assertThat(talkingTo("220 hi", "250 hello", "553 not you", "250 ok"))
        .isEqualTo(new Sent.Refused("the server does not take it (553)"));
    assertThat(talkingTo("554 go away"))
        .isEqualTo(new Sent.Again("it cannot be reached, or not safely", null));
  }
}
