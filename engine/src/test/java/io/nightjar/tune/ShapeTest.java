package io.nightjar.tune;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs only in numbers has one shape, and what differs in words has not. */
class ShapeTest {

  @ParameterizedTest
  @CsvSource({
    "/var/log/app-17.log, /var/log/app-<n>.log",
    "/proc/4711/status, /proc/<n>/status",
    "/tmp/worker17, /tmp/worker<n>",
    "/etc/shadow, /etc/shadow",
    "md5sum, md5sum",
    "/usr/lib/x86_64, /usr/lib/x<n>_<n>",
    "/objects/3e41dc6b08a844dbbc2a, /objects/<hex>",
    "facade, facade",
    "/pods/3e41dc6b-08a8-44db-bc2a-3724b18ab19a/x, /pods/<uuid>/x",
    "checkout-7d4b9c8f65-bt6kf, checkout-<pod>",
    "checkout-bt6kf, checkout-<pod>",
    "checkout-debug, checkout-debug",
    "curl 10.0.0.7:8080, curl <n>.<n>.<n>.<n>:<n>",
  })
  void generalisesNumbers(String text, String shape) {
    assertThat(Shape.of(text)).isEqualTo(shape);
  }
}
