package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathsTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/etc/shadow,          '',    /etc/shadow",
        "/etc/./shadow,        '',    /etc/shadow",
        "/tmp/../etc//shadow/, '',    /etc/shadow",
        "/../../etc,           '',    /etc",
        "/,                    '',    /",
        "/..,                  '',    /",
        "shadow,               /etc,  /etc/shadow",
        "../etc/shadow,        /tmp,  /etc/shadow",
        "./a/.,                /,     /a",
        "'',                   /etc,  /etc",
        "shadow,               '',    shadow",
        "memfd:x,              '',    memfd:x",
        "/a/...,               '',    /a/...",
        "/a/..b,               '',    /a/..b"
      })
  void joinsAndCleansAsTheKernelReads(String path, String directory, String expected) {
    assertThat(Paths.absolute(path, directory)).isEqualTo(expected);
  }
}
