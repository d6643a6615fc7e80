package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.http.TableColumns.Column;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceType;
import java.time.InstantSource;
import java.util.List;

/** Objects as the rows that {@code kubectl get} prints ({@code meta.k8s.io/v1 Table}). */
final class Tables {
  private final TableColumns columns;

  Tables(InstantSource clock) {
    this.columns = new TableColumns(clock);
  }

  ObjectNode of(ResourceType type, Page page) {
    List<Column> shown = columns.of(type);
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.set("metadata", page.metadata());
    ArrayNode definitions = table.putArray("columnDefinitions");
    for (Column column : shown) {
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", "string")
          .put("format", column.name().equals("Name") ? "name" : "")
          .put("description", "")
          .put("priority", column.wideOnly() ? 1 : 0);
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : page.items()) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      shown.forEach(column -> cells.add(column.cell().apply(object)));
      row.set("object", metadataOf(object));
    }
    return table;
  }

  /** An object without its content ({@code meta.k8s.io/v1 PartialObjectMetadata}). */
  static ObjectNode metadataOf(ObjectNode object) {
    ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata");
    partial.put("apiVersion", "meta.k8s.io/v1").set("metadata", object.path("metadata"));
    return partial;
  }
}
