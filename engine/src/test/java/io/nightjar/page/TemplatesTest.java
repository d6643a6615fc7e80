package io.nightjar.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing in a template gets around the escaping, and nothing in a page is inline. */
class TemplatesTest {

  private static final Path FOLDER = Path.of("src/main/resources", Templates.FOLDER);

  /** Whatever marks a text as safe, or runs a text as a template. */
  private static final Pattern AROUND =
      Pattern.compile(
          "\\|\\s*(raw|escape|date|safe)\\b|\\bautoescape\\b|\\bverbatim\\b|\\beval\\b");

  private static final Pattern INLINE =
      Pattern.compile(
          "<style|style=|\\son[a-z]+=|javascript:|<script(?![^>]*\\ssrc=)|https?://|<iframe|<object|<base");

  /** An attribute that prints something and is not quoted, or an address that is only a text. */
  private static final Pattern UNQUOTED = Pattern.compile("\\s[a-z-]+=\\s*\\{\\{");

  /** An address must be made by the page, never be what somebody named. */
  private static final Pattern ADDRESS = Pattern.compile("(?:href|src|action)=\"\\{\\{([^}]*)}}");

  private static final Pattern MADE =
      Pattern.compile(
          " (?:assets\\.\\w+|[\\w.]*(?:href|path|script|action|oidc|newer|older|proof)) ");

  @Test
  void noTemplateGetsAroundTheEscaping() throws IOException {
    List<Path> all = templates();
    assertThat(all).hasSizeGreaterThan(10);
    for (Path each : all) {
      String text = Files.readString(each);
      assertThat(found(AROUND, text)).as("around the escaping in " + each).isEmpty();
      assertThat(found(INLINE, text)).as("inline or from elsewhere in " + each).isEmpty();
      assertThat(found(UNQUOTED, text)).as("unquoted attributes in " + each).isEmpty();
    }
  }

  @Test
  void addressesAreMadeByThePages() throws IOException {
    for (Path each : templates()) {
      if (FOLDER.equals(each.getParent())) {
        assertThat(found(ADDRESS, Files.readString(each)))
            .as("addresses in " + each)
            .allMatch(address -> MADE.matcher(address).matches());
      }
    }
  }

  @Test
  void everyFormCarriesTheTokenOfItsSession() throws IOException {
    Pattern form =
        Pattern.compile("<form[^>]*method=\"post\"[^>]*>(?:(?!</form>).)*", Pattern.DOTALL);
    List<String> without = new ArrayList<>();
    for (Path each : templates()) {
      if (!each.endsWith("sign-in.peb")) {
        Matcher forms = form.matcher(Files.readString(each));
        while (forms.find()) {
          if (!forms.group().contains("name=\"csrf\"")) {
            without.add(each + ": " + forms.group());
          }
        }
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void theTestSeesWhatItLooksFor() {
    assertThat(found(AROUND, "{{ x | raw }} {% autoescape false %}")).hasSize(2);
    assertThat(found(INLINE, "<a onclick=\"x\" style=\"y\"><script>z</script>")).hasSize(3);
    assertThat(found(UNQUOTED, "<a href={{ x }}>")).hasSize(1);
    assertThat(MADE.matcher(" row.title ").matches()).isFalse();
  }

  private static List<String> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    List<String> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(matcher.groupCount() > 0 && pattern == ADDRESS ? matcher.group(1) : matcher.group());
    }
    return all;
  }

  private static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".peb")).toList();
    }
  }
}
