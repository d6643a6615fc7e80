package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBodyTest {

  @Test
  void readsOneObjectOnOneLineOrOnSeveral() {
    assertThat(read("{\"a\":1}")).containsExactly("1:{\"a\":1}");
    assertThat(read("\n {\n \"a\": 1\n}\n")).containsExactly("1:{\"a\":1}");
  }

  @Test
  void readsAList() {
    assertThat(read("[{\"a\":1},\n{\"a\":2}]")).containsExactly("1:{\"a\":1}", "2:{\"a\":2}");
  }

  @Test
  void readsLinesAndTellsTheBadOnesByTheirNumber() {
    assertThat(read("{\"a\":1}\r\n\n{\"a\":\nnot\n{\"a\":2}{\"a\":3}\n{\"a\":4}"))
        .satisfies(
            found -> {
              assertThat(found).hasSize(5);
              assertThat(found.get(0)).isEqualTo("1:{\"a\":1}");
              assertThat(found.get(1)).startsWith("3:bad");
              assertThat(found.get(2)).startsWith("4:bad");
              assertThat(found.get(3)).startsWith("5:bad");
              assertThat(found.get(4)).isEqualTo("6:{\"a\":4}");
            });
  }

  @Test
  void keepsWhatStandsBeforeTheBreakOfAList() {
    assertThat(read("[{\"a\":1},{\"a\":"))
        .satisfies(
            found -> {
              assertThat(found.getFirst()).isEqualTo("1:{\"a\":1}");
              assertThat(found.getLast()).startsWith("2:bad");
            });
  }

  @Test
  void refusesDepthAndRepeatedNames() {
    assertThat(read("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")).allMatch(this::bad);
    assertThat(read("{\"rule\":\"a\",\"rule\":\"b\"}")).allMatch(this::bad);
  }

  @Test
  void noByteThatAnAttackerPutsIntoANameGetsRidOfAnAlert() {
    String[] bodies = {
      "{\"a\":\"X\"}", "[{\"b\":1},{\"a\":\"X\"}]", "{\"b\":1}\n{\"a\":\"X\"}\n{\"c\":1}"
    };
    for (String body : bodies) {
      for (byte hostile :
          new byte[] {(byte) 0xff, (byte) 0xc3, (byte) 0xed, 0, 1, 0x1b, 0x7f, '\t'}) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        bytes[body.indexOf('X')] = hostile;
        assertThat(read(bytes))
            .as("%s with %d", body, hostile)
            .hasSize(body.split("a|b|c", -1).length - 1)
            .noneMatch(one -> one.contains("bad"));
      }
    }
    assertThat(read("{\"a\":\"X\",}")).allMatch(this::bad);
  }

  private boolean bad(String found) {
    return found.startsWith("1:bad");
  }

  private static List<String> read(String body) {
    return read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> read(byte[] body) {
    List<String> found = new ArrayList<>();
    AlertBody.read(
        body,
        new AlertBody.Taker() {
          @Override
          public void found(int place, JsonNode json) {
            found.add(place + ":" + json);
          }

          @Override
          public void unreadable(int place, String why) {
            found.add(place + ":bad " + why);
          }
        });
    return found;
  }
}
