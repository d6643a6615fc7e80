package io.nightjar.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.nightjar.store.Json;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Option;

/** In which form a command prints what it found. */
public final class OutputOption {

  /** The forms. */
  enum Form {
    table,
    /** A table with more columns, where there are more, and nothing cut off. */
    wide,
    json,
    yaml
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "Print as ${COMPLETION-CANDIDATES}; default: table.")
  Form form = Form.table;

  /** JSON and YAML hold ASCII only, so a terminal obeys nothing in them. */
  public String render(Object value, Supplier<String> table) {
    return isForPeople() ? table.get() : as(form, value);
  }

  /** Whether it is read by a person, and not by a program. */
  boolean isForPeople() {
    return form == Form.table || form == Form.wide;
  }

  boolean isWide() {
    return form == Form.wide;
  }

  /** As JSON, or as YAML. */
  static String as(Form form, Object value) {
    return form == Form.yaml ? yaml(value) : json(value);
  }

  private static String json(Object value) {
    try {
      return Json.MAPPER
              .writerWithDefaultPrettyPrinter()
              .with(JsonWriteFeature.ESCAPE_NON_ASCII)
              .writeValueAsString(value)
              .replace("\u007f", "\\u007f")
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass(), e);
    }
  }

  private static String yaml(Object value) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setUseUnicodeEncoding(false)
            .setWidth(100)
            .build();
    Object plain = Json.MAPPER.convertValue(value, Object.class);
    return new Dump(settings).dumpToString(plain);
  }
}
