package io.nightjar.notify;

import io.nightjar.SampleResponses;
import io.nightjar.detect.Priority;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Letters of tests. */
final class Letters {

  static final URI LINK = URI.create("https://nightjar.example.com/answer/token-of-kim");
  static final URI PAGE = URI.create("https://nightjar.example.com/approvals/r-77ab00c1d2e3f405");

  /** Everything that some channel could take for more than text. */
  static final String HOSTILE =
      "<!channel> <@U1|x> *b* _i_ `c` [l](http://evil.example) :skull: <script>alert(1)</script>"
          + " \"q\" & \r\nBcc: evil@example.com\r\n\r\n\u202e\u001b[2J {{x}} ${x}";

  private static final Notices NOTICES = new Notices(ZoneOffset.UTC);

  private Letters() {}

  static Letter question() {
    return of(NOTICES.of(SampleResponses.waiting()).orElseThrow(), "");
  }

  /** To kim alone, with her link. */
  static Letter personal() {
    return of(question().notice(), "kim")
        .with(
            new Letter.Enclosed(
                Map.of("kim", LINK, "lee", URI.create("https://x/lee")), PAGE, "", ""));
  }

  /** For all who read the channel, with the page. */
  static Letter shared() {
    return question().with(new Letter.Enclosed(Map.of(), PAGE, "", ""));
  }

  static Letter answered() {
    return of(NOTICES.answered(SampleResponses.succeeded()), "");
  }

  static Letter acknowledged() {
    return of(NOTICES.acknowledged(SampleResponses.waiting()), "");
  }

  static Letter hostile() {
    Notice plain = question().notice();
    Notice.About about = plain.subject();
    return of(
        new Notice(
            Notice.Kind.AWAITING_APPROVAL,
            plain.time(),
            plain.responseId(),
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            "",
            new Notice.About(HOSTILE, HOSTILE, HOSTILE, List.of(), List.of(), about.digest(), 0),
            Map.of()),
        "");
  }

  /** As long as texts can get. */
  static Letter huge() {
    String text = "<&>\u00e4".repeat(5_000);
    Letter one = of(hostile().notice().saying(text), "");
    return one;
  }

  static Letter collection() {
    Notice notice = question().notice();
    List<String> lines = IntStream.range(0, 50).mapToObj(i -> "line <" + i).toList();
    return new Letter("m-2", notice, Priority.WARNING, "", "", 60, lines, notice.time(), null);
  }

  static Letter of(Notice notice, String person) {
    return new Letter(
        "m-1",
        notice,
        Priority.CRITICAL,
        "i-0123456789abcdef",
        person,
        1,
        List.of(),
        notice.time(),
        null);
  }
}
