package io.nightjar.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.nightjar.rehearse.Backtested;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * A rehearsal as one JSON document with an entry a line, written as it is read: there may be more
 * entries than fit into memory. ASCII only, so a terminal obeys nothing in it.
 */
final class BacktestJson {

  private static final ObjectWriter LINE =
      Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private BacktestJson() {}

  static void print(Backtested result, PrintWriter out) throws IOException {
    out.print("{\"summary\":");
    out.print(line(result.summary()));
    out.print(",\n\"entries\":[");
    String[] between = {"\n"};
    result
        .entries()
        .each(
            entry -> {
              out.print(between[0]);
              out.print(line(entry));
              between[0] = ",\n";
              return !out.checkError();
            });
    out.print("\n]}\n");
  }

  static String line(Object value) {
    try {
      return LINE.writeValueAsString(value).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass(), e);
    }
  }
}
