package io.nightjar.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Globs, paths and addresses; and that bytes are judged as the string they spell. */
class MatchersTest {
  @ParameterizedTest
  @CsvSource({
    "cafebabe,false,true",
    "CAFEBABE,false,true",
    "babe,false,true",
    "babe,true,false",
    "00cafe,true,true",
    "00cafebabe,false,true",
    "00cafebabe00,false,false",
    "caff,false,false"
  })
  void bytesAreFoundWhereTheyAreAndNowhereElse(String digits, boolean atStart, boolean expected) {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {7, 0, (byte) 0xca, -2, (byte) 0xba, -66, 0});
    TextMatcher matcher = Objects.requireNonNull(BinaryMatcher.of(digits, atStart));
    assertThat(matcher.judgesBytes()).isTrue();
    assertThat(matcher.matches(buffer, 1, 5)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"abc", "xy", "0x12"})
  void whatIsNotARowOfBytesIsRefused(String digits) {
    assertThat(BinaryMatcher.of(digits, false)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*;anything/at all;true",
        "a*b*c;axxbxxc;true",
        "a*b*c;axxcxxb;false",
        "a?c;abc;true",
        "a?c;a/c;true",
        "a?c;ac;false",
        "[abc]x;bx;true",
        "[a-c]x;dx;false",
        "[!a-c]x;dx;true",
        "[^a-c]x;ax;false",
        "[[:digit:]]*;7up;true",
        "[[:digit:][:upper:]]x;Qx;true",
        "[[:digit:]];x;false",
        "[]a]x;]x;true",
        "[a;[a;true",
        "a\\*;a*;true",
        "a\\*;ab;false",
        "*.so.*;/lib/libc.so.6;true",
        "ABC;abc;false"
      })
  void globsAreReadAsFnmatchReadsThem(String pattern, String text, boolean expected) {
    assertThat(Glob.of(pattern, false).matches(text)).isEqualTo(expected);
  }

  @Test
  void aHostilePatternTakesNoExponentialTime() {
    assertThat(Glob.of("*a".repeat(100) + "b", false).matches("a".repeat(4000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/var/run, /var/run, true",
    "/var/run, /var/run/x, true",
    "/var/run, /var, false",
    "/var/run, /var/runx, false",
    "/var/run/, /var//run/x, true",
    "/var/*/x, /var/a/x/y, true",
    "/var/*/x, /var/a/b/x, false",
    "/, /x, true"
  })
  void pathsMatchByWholeComponents(String prefix, String path, boolean expected) {
    assertThat(new PathPrefixes(List.of("/nowhere", prefix)).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "192.168.1.128/25, 192.168.1.127, false",
    "2001:db8::/32, 2001:db8:1::9, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "fe80::/10, febf::1, true",
    "::1, ::1, true",
    "::/0, 1.2.3.4, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true"
  })
  void networksHoldTheirAddresses(String network, String address, boolean expected) {
    IpNetwork parsed = IpNetwork.parse(network);
    IpAddress ip = IpAddress.parse(address);
    assertThat(parsed).isNotNull();
    assertThat(ip).isNotNull();
    assertThat(parsed != null && ip != null && parsed.contains(ip)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "x",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.0/33",
    "10.0.0.0/x",
    "::g",
    "1::2::3",
    "host.example",
    "2001:db8::/129"
  })
  void whatIsNoNetworkIsRefusedWithoutAskingAnyServer(String text) {
    assertThat(IpNetwork.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.7",
    "::",
    "::1",
    "2001:db8::1",
    "2001:db8:0:1::",
    "1:2:3:4:5:6:7:8",
    "fe80::1:0:0:1"
  })
  void addressesPrintAsTheyAreUsuallyWritten(String text) {
    assertThat(IpAddress.parse(text)).hasToString(text);
  }

  @Test
  void bytesAreJudgedAsTheStringTheySpell() {
    Random random = new Random(1);
    List<Function<String, TextMatcher>> kinds =
        List.of(
            TextMatchers::equalTo,
            TextMatchers::startsWith,
            TextMatchers::endsWith,
            TextMatchers::contains,
            TextMatchers::containsIgnoringCase,
            constant -> TextMatchers.not(TextMatchers.equalTo(constant)),
            constant -> new TextSet(List.of("ab", constant, "ß", "")),
            constant -> new PathPrefixes(List.of(constant)),
            constant -> Glob.of(constant + "*", true),
            constant ->
                TextMatchers.howMany(
                    List.of(TextMatchers.contains(constant), TextMatchers.startsWith("a")), 1, 1));
    int held = 0;
    for (int i = 0; i < 20_000; i++) {
      TextMatcher matcher = kinds.get(random.nextInt(kinds.size())).apply(word(random, 3));
      String text = word(random, 6);
      byte[] bytes = ("#" + text + "#").getBytes(StandardCharsets.UTF_8);
      boolean expected = matcher.matches(text);
      held += expected ? 1 : 0;
      assertThat(matcher.matches(ByteBuffer.wrap(bytes), 1, bytes.length - 2))
          .as("%s on %s", matcher, text)
          .isEqualTo(expected);
    }
    assertThat(held).isBetween(1000, 19_000);
  }

  private static String word(Random random, int longest) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      word.append("ab/ß".charAt(random.nextInt(4)));
    }
    return word.toString();
  }
}
