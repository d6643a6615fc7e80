package io.nightjar.notify;

import io.nightjar.config.ChannelConfig.Protection;
import io.nightjar.http.Html;
import io.nightjar.tls.OutwardTls;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Mail by SMTP: plain text, and the same as HTML without anything from elsewhere. A letter has the
 * same Message-ID at every try, those of one topic refer to one root, so that they form a thread.
 * What goes to a person goes to their address alone.
 */
final class Mail implements Channel {

  private static final int SUBJECT = 140;
  private static final int PERMANENT = 500;

  private final Settings settings;
  private final InstantSource clock;
  private final Session session;

  /**
   * @param user empty for none
   * @param password a secret
   * @param to who gets what goes to nobody alone
   * @param people addresses by name
   * @param tls whom to trust; null for those whom this machine does
   */
  record Settings(
      String host,
      int port,
      Protection protection,
      String user,
      String password,
      String from,
      List<String> to,
      Map<String, String> people,
      Duration timeout,
      @Nullable OutwardTls tls) {

    Settings {
      to = List.copyOf(to);
      people = Map.copyOf(people);
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  Mail(Settings settings, InstantSource clock) {
    this(settings, clock, Map.of());
  }

  /**
   * @param more properties of the mail session that stand above the others
   */
  Mail(Settings settings, InstantSource clock, Map<String, String> more) {
    this.settings = settings;
    this.clock = clock;
    Properties properties = properties(settings);
    properties.putAll(more);
    this.session = Session.getInstance(properties);
  }

  private static Properties properties(Settings settings) {
    String millis = Long.toString(settings.timeout().toMillis());
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", settings.host());
    properties.put("mail.smtp.port", Integer.toString(settings.port()));
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.auth", Boolean.toString(!settings.user().isEmpty()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    boolean starts = settings.protection() == Protection.STARTTLS;
    properties.put("mail.smtp.starttls.enable", Boolean.toString(starts));
    properties.put("mail.smtp.starttls.required", Boolean.toString(starts));
    properties.put(
        "mail.smtp.ssl.enable", Boolean.toString(settings.protection() == Protection.TLS));
    OutwardTls tls = settings.tls();
    if (tls != null) {
      properties.put("mail.smtp.ssl.socketFactory", tls.sockets());
      // where another name is wanted, the sockets look for it themselves
      properties.put(
          "mail.smtp.ssl.checkserveridentity", Boolean.toString(tls.serverName() == null));
    }
    // an address that the server does not take must not keep the others from it
    properties.put("mail.smtp.sendpartial", "true");
    return properties;
  }

  @Override
  public Sent send(Letter letter) {
    List<String> to = recipients(letter);
    if (to.isEmpty()) {
      return new Sent.Refused("no address is known for " + letter.person());
    }
    try (Transport transport = session.getTransport()) {
      MimeMessage message = message(letter, to);
      connect(transport);
      transport.sendMessage(message, message.getAllRecipients());
      return Sent.DELIVERED;
    } catch (MessagingException e) {
      return failed(e);
    }
  }

  private List<String> recipients(Letter letter) {
    String own = settings.people().get(letter.person());
    return own == null ? settings.to() : List.of(own);
  }

  private void connect(Transport transport) throws MessagingException {
    if (settings.user().isEmpty()) {
      transport.connect();
    } else {
      transport.connect(settings.user(), settings.password());
    }
  }

  private static Sent failed(MessagingException e) {
    if (e instanceof AuthenticationFailedException) {
      return new Sent.Refused("it refuses the credentials");
    }
    int code =
        switch (e) {
          case SMTPSendFailedException sending -> sending.getReturnCode();
          case SendFailedException sending
              when sending.getNextException() instanceof SMTPAddressFailedException address ->
              address.getReturnCode();
          default -> 0;
        };
    if (code >= PERMANENT) {
      return new Sent.Refused("the server does not take it (" + code + ")");
    }
    return new Sent.Again(
        code == 0 ? "it cannot be reached, or not safely" : "the server answered " + code, null);
  }

  MimeMessage message(Letter letter, List<String> to) throws MessagingException {
    String id = address(letter.id());
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(new InternetAddress(settings.from(), true));
    message.setRecipients(Message.RecipientType.TO, addresses(to));
    // no header can be put in by a line break: a title is one printable line
    message.setSubject(Words.plain(Words.title(letter), SUBJECT), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated");
    if (!letter.topic().isEmpty()) {
      String root = address("topic-" + letter.topic());
      message.setHeader("In-Reply-To", root);
      message.setHeader("References", root);
    }
    if (letter.notice().kind().asks()) {
      message.setHeader("Importance", "high");
    }
    MimeBodyPart text = new MimeBodyPart();
    text.setText(text(letter), StandardCharsets.UTF_8.name());
    MimeBodyPart html = new MimeBodyPart();
    html.setText(html(letter), StandardCharsets.UTF_8.name(), "html");
    message.setContent(new MimeMultipart("alternative", text, html));
    message.saveChanges();
    return message;
  }

  private String address(String local) {
    return "<" + local + "@" + settings.from().substring(settings.from().indexOf('@') + 1) + ">";
  }

  private static InternetAddress[] addresses(List<String> all) throws AddressException {
    List<InternetAddress> addresses = new ArrayList<>();
    for (String each : all) {
      addresses.add(new InternetAddress(each, true));
    }
    return addresses.toArray(InternetAddress[]::new);
  }

  private static Map<String, URI> links(Letter letter) {
    Map<String, URI> links = new TreeMap<>();
    put(links, "Approve or deny", letter.ownLink());
    put(links, "Look", letter.with().page());
    return links;
  }

  private static void put(Map<String, URI> links, String label, @Nullable URI url) {
    if (url != null) {
      links.put(label, url);
    }
  }

  private static String text(Letter letter) {
    StringBuilder text = new StringBuilder(Words.body(letter)).append('\n');
    links(letter)
        .forEach((label, url) -> text.append('\n').append(label).append(":\n").append(url));
    return text.append('\n').toString();
  }

  private static String html(Letter letter) {
    StringBuilder html = new StringBuilder("<!doctype html><html><body><table>");
    for (Words.Part part : Words.parts(letter)) {
      html.append("<tr><th align=\"left\" valign=\"top\">")
          .append(Html.text(part.label()))
          .append("</th><td>")
          .append(Html.text(part.text()))
          .append("</td></tr>");
    }
    html.append("</table>");
    links(letter)
        .forEach(
            (label, url) ->
                html.append("<p><a href=\"")
                    .append(Html.text(url.toString()))
                    .append("\">")
                    .append(label)
                    .append("</a></p>"));
    return html.append("</body></html>").toString();
  }

  @Override
  public String problem() {
    try (Transport transport = session.getTransport()) {
      connect(transport);
      return "";
    } catch (MessagingException e) {
      return switch (failed(e)) {
        case Sent.Refused refused -> refused.why();
        case Sent.Again again -> again.why();
        case Sent.Delivered delivered -> "";
      };
    }
  }
}
