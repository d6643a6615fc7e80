package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  private static String text(Object value) {
    return new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
  }

  @Test
  void keysAreSortedByUtf16AsInRfc8785() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
      map.put(key, 1);
    }
    assertThat(text(map))
        .isEqualTo(
            "{\"\\r\":1,\"1\":1,\"\u0080\":1,\"\u00f6\":1,\"\u20ac\":1,\"\ud83d\ude00\":1,"
                + "\"\ufb33\":1}");
  }

  @Test
  void escapesAreThoseOfRfc8785() {
    assertThat(text("\u20ac$\u000f\nA'B\"\\\\\"/"))
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    assertThat(text("\b\t\f\r\u0000\u001f\u007f"))
        .isEqualTo("\"\\b\\t\\f\\r\\u0000\\u001f\u007f\"");
  }

  @Test
  void thereIsNoWhiteSpace() {
    assertThat(text(Map.of("b", List.of(1, 2L, true), "a", Map.of())))
        .isEqualTo("{\"a\":{},\"b\":[1,2,true]}");
    assertThat(text(Arrays.asList(null, "x"))).isEqualTo("[null,\"x\"]");
  }

  @Test
  void fractionsHaveNoCanonicalForm() {
    assertThatThrownBy(() -> CanonicalJson.write(Map.of("x", 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Double");
  }
}
