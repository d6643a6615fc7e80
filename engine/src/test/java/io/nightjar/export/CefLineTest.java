package io.nightjar.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CefLineTest {

  /** A receiver's own reading: a key is a word before an equals sign that no backslash hides. */
  private static final Pattern KEY = Pattern.compile("(?:^| )([A-Za-z0-9]+)=");

  @Test
  void noValueEndsItsFieldOrBeginsAnother() {
    String hostile = "a|b\\|c=d\\=e\\ act=forged\nCEF:0|x|x|x|x|x|9|\r\u001b[2J\u202e cs1=x\\";
    String line =
        new CefLine("V", "P", "1", "s.i-g", "name|" + hostile, 5)
            .put("msg", hostile, 1023)
            .labelled("cs1", "rule", "r=1 | 2")
            .number("spid", 77)
            .text();
    assertThat(line).doesNotContain("\n", "\r", "\u001b", "\u202e");
    String[] header = line.split("(?<!\\\\)(?:\\\\\\\\)*\\|", 8);
    assertThat(header).hasSize(8);
    assertThat(header[0]).isEqualTo("CEF:0");
    assertThat(header[4]).isEqualTo("s.i-g");
    assertThat(header[6]).isEqualTo("5");
    Map<String, String> fields = read(header[7]);
    assertThat(fields.keySet()).containsExactly("msg", "cs1", "cs1Label", "spid");
    assertThat(fields.get("msg"))
        .isEqualTo("a|b\\|c=d\\=e\\ act=forged\nCEF:0|x|x|x|x|x|9|\n\\u001b[2J\\u202e cs1=x\\");
    assertThat(fields.get("cs1")).isEqualTo("r=1 | 2");
  }

  @Test
  void leavesOutWhatIsEmptyAndCutsWhatIsTooLong() {
    String line =
        new CefLine("V", "P", "1", "s", "n", 0)
            .put("act", " ", 63)
            .put("msg", "x".repeat(99), 63)
            .text();
    assertThat(line).isEqualTo("CEF:0|V|P|1|s|n|0|msg=" + "x".repeat(62) + "…");
  }

  private static Map<String, String> read(String extension) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher keys = KEY.matcher(extension);
    String key = "";
    int from = 0;
    while (keys.find()) {
      if (!key.isEmpty()) {
        fields.put(key, plain(extension.substring(from, keys.start())));
      }
      key = keys.group(1);
      from = keys.end();
    }
    fields.put(key, plain(extension.substring(from)));
    return fields;
  }

  private static String plain(String value) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '\\') {
        plain.append(value.charAt(i));
      } else {
        i++;
        plain.append(value.charAt(i) == 'n' ? '\n' : value.charAt(i));
      }
    }
    return plain.toString();
  }
}
