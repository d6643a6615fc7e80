package io.nightjar.rules.load;

import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.load.Entries.Cell;
import io.nightjar.rules.load.Entries.ExceptionEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the exceptions of a rule and merges appended ones into it. */
final class ExceptionReader {
  private final Problems problems;

  ExceptionReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Adds what stands under {@code exceptions} to the known ones, in place.
   *
   * @param appended whether they are added to a rule of before, which only values make sense for
   */
  void merge(YamlValue value, Map<String, ExceptionEntry> known, boolean appended) {
    if (value instanceof YamlValue.Scalar scalar && scalar.isNull()) {
      return;
    }
    if (!(value instanceof YamlValue.Sequence sequence)) {
      problems.add(value.at().error("'exceptions' has to be a list, found " + value.kind()));
      return;
    }
    for (YamlValue element : sequence.items()) {
      if (element instanceof YamlValue.Mapping mapping) {
        mergeOne(mapping, known, appended);
      } else {
        problems.add(element.at().error("an exception has to be a map, found " + element.kind()));
      }
    }
  }

  private void mergeOne(
      YamlValue.Mapping mapping, Map<String, ExceptionEntry> known, boolean appended) {
    ItemReader reader = new ItemReader(mapping, problems);
    SourceText nameText = reader.text("name");
    if (nameText == null) {
      if (!mapping.has("name")) {
        problems.add(mapping.at().error("the exception has no name"));
      }
      return;
    }
    String name = nameText.text();
    if (appended && !mapping.has("values")) {
      problems.add(mapping.at().error("the appended exception '" + name + "' has no values"));
      return;
    }
    ExceptionEntry earlier = known.get(name);
    if (earlier == null) {
      ExceptionEntry entry = define(name, mapping);
      if (entry != null) {
        known.put(name, entry);
      }
      return;
    }
    if (mapping.has("fields") || mapping.has("comps")) {
      problems.add(
          mapping
              .at()
              .error("only values can be added to the exception '" + name + "' of the rule"));
      return;
    }
    List<List<Cell>> rows = new ArrayList<>(earlier.rows());
    rows.addAll(rows(mapping.get("values"), earlier.single(), earlier.fields().size()));
    known.put(
        name,
        new ExceptionEntry(
            name, earlier.single(), earlier.fields(), earlier.comparisons(), rows, earlier.at()));
  }

  private @Nullable ExceptionEntry define(String name, YamlValue.Mapping mapping) {
    YamlValue fields = mapping.get("fields");
    if (fields == null) {
      problems.add(mapping.at().error("the exception '" + name + "' has no fields"));
      return null;
    }
    boolean single = fields instanceof YamlValue.Scalar;
    List<SourceText> fieldTexts = textOrTexts(fields, "fields");
    if (fieldTexts.isEmpty()) {
      return null;
    }
    List<SourceText> comparisons = List.of();
    YamlValue comps = mapping.get("comps");
    if (comps != null) {
      comparisons = textOrTexts(comps, "comps");
      if (comparisons.size() != fieldTexts.size()) {
        problems.add(comps.at().error("'comps' needs as many entries as 'fields'"));
        return null;
      }
    }
    List<List<Cell>> rows = rows(mapping.get("values"), single, fieldTexts.size());
    return new ExceptionEntry(name, single, fieldTexts, comparisons, rows, mapping.at());
  }

  private List<SourceText> textOrTexts(YamlValue value, String key) {
    if (value instanceof YamlValue.Scalar scalar && !scalar.text().isBlank()) {
      return List.of(scalar.source());
    }
    YamlValue.Mapping holder =
        new YamlValue.Mapping(
            new LinkedHashMap<>(Map.of(key, new YamlValue.Entry(key, value.at(), value))),
            value.at());
    List<SourceText> texts = new ItemReader(holder, problems).texts(key);
    if (texts != null && texts.isEmpty()) {
      problems.add(value.at().error("'" + key + "' is empty"));
    }
    return texts == null ? List.of() : texts;
  }

  private List<List<Cell>> rows(@Nullable YamlValue values, boolean single, int width) {
    if (values == null || (values instanceof YamlValue.Scalar scalar && scalar.isNull())) {
      return List.of();
    }
    if (!(values instanceof YamlValue.Sequence sequence)) {
      problems.add(values.at().error("'values' has to be a list, found " + values.kind()));
      return List.of();
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (YamlValue element : sequence.items()) {
      List<Cell> row = single ? singleRow(element) : row(element, width);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  private @Nullable List<Cell> singleRow(YamlValue element) {
    Cell cell = cell(element);
    return cell == null ? null : List.of(cell);
  }

  private @Nullable List<Cell> row(YamlValue element, int width) {
    if (!(element instanceof YamlValue.Sequence sequence) || sequence.items().size() != width) {
      problems.add(
          element
              .at()
              .error(
                  "a row of values has to be a list of " + width + ", one value for each field"));
      return null;
    }
    List<Cell> row = new ArrayList<>();
    for (YamlValue item : sequence.items()) {
      Cell cell = cell(item);
      if (cell == null) {
        return null;
      }
      row.add(cell);
    }
    return row;
  }

  private @Nullable Cell cell(YamlValue value) {
    if (value instanceof YamlValue.Scalar scalar && scalar.source().length() > 0) {
      return new Cell(List.of(scalar.source()), false, scalar.at());
    }
    if (value instanceof YamlValue.Sequence sequence) {
      List<SourceText> texts = new ArrayList<>();
      for (YamlValue item : sequence.items()) {
        if (item instanceof YamlValue.Scalar scalar && scalar.source().length() > 0) {
          texts.add(scalar.source());
        } else {
          problems.add(item.at().error("a value has to be a text, found " + item.kind()));
          return null;
        }
      }
      return new Cell(texts, true, sequence.at());
    }
    problems.add(value.at().error("a value has to be a text or a list, found " + value.kind()));
    return null;
  }
}
