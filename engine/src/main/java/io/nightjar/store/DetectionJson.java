package io.nightjar.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.IsoTime;
import io.nightjar.detect.ProcessRef;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a detection component by component: the same text as its record would give by itself, for
 * less than half of the time. Every detection that is stored is written so, and waited for.
 */
final class DetectionJson extends StdSerializer<Detection> {

  private static final long serialVersionUID = 1;

  private static final SerializedString ID = new SerializedString("id");
  private static final SerializedString RULE = new SerializedString("rule");
  private static final SerializedString PRIORITY = new SerializedString("priority");
  private static final SerializedString SOURCE = new SerializedString("source");
  private static final SerializedString TAGS = new SerializedString("tags");
  private static final SerializedString TIME = new SerializedString("time");
  private static final SerializedString OUTPUT = new SerializedString("output");
  private static final SerializedString FIELDS = new SerializedString("fields");
  private static final SerializedString NODE = new SerializedString("node");
  private static final SerializedString PROCESS = new SerializedString("process");
  private static final SerializedString CONTAINER_ID = new SerializedString("containerId");
  private static final SerializedString CONTAINER_NAME = new SerializedString("containerName");
  private static final SerializedString IMAGE = new SerializedString("image");
  private static final SerializedString PRIVILEGED = new SerializedString("privileged");
  private static final SerializedString POD_UID = new SerializedString("podUid");
  private static final SerializedString POD_NAME = new SerializedString("podName");
  private static final SerializedString NAMESPACE = new SerializedString("namespace");
  private static final SerializedString POD_LABELS = new SerializedString("podLabels");
  private static final SerializedString WORKLOAD = new SerializedString("workload");
  private static final SerializedString WRITTEN = new SerializedString("writtenDirectories");
  private static final SerializedString NAMESPACE_LABELS = new SerializedString("namespaceLabels");

  DetectionJson() {
    super(Detection.class);
  }

  @Override
  public void serialize(Detection one, JsonGenerator to, SerializerProvider others)
      throws IOException {
    to.writeStartObject(one);
    text(to, ID, one.id());
    text(to, RULE, one.rule());
    text(to, PRIORITY, one.priority() == null ? null : one.priority().name());
    text(to, SOURCE, one.source());
    texts(to, TAGS, one.tags());
    text(to, TIME, one.time() == null ? null : IsoTime.text(one.time()));
    text(to, OUTPUT, one.output());
    fields(to, FIELDS, one.fields(), others);
    text(to, NODE, one.node());
    process(to, one.process());
    text(to, CONTAINER_ID, one.containerId());
    text(to, CONTAINER_NAME, one.containerName());
    text(to, IMAGE, one.image());
    to.writeFieldName(PRIVILEGED);
    to.writeBoolean(one.privileged());
    text(to, POD_UID, one.podUid());
    text(to, POD_NAME, one.podName());
    text(to, NAMESPACE, one.namespace());
    fields(to, POD_LABELS, one.podLabels(), others);
    workload(to, one.workload());
    texts(to, WRITTEN, one.writtenDirectories());
    if (!one.namespaceLabels().isEmpty()) {
      fields(to, NAMESPACE_LABELS, one.namespaceLabels(), others);
    }
    to.writeEndObject();
  }

  private static void text(JsonGenerator to, SerializedString name, @Nullable String text)
      throws IOException {
    to.writeFieldName(name);
    to.writeString(text);
  }

  private static void texts(
      JsonGenerator to, SerializedString name, @Nullable Iterable<String> texts)
      throws IOException {
    to.writeFieldName(name);
    texts(to, texts);
  }

  private static void texts(JsonGenerator to, @Nullable Iterable<String> texts) throws IOException {
    if (texts == null) {
      to.writeNull();
      return;
    }
    to.writeStartArray();
    for (String text : texts) {
      to.writeString(text);
    }
    to.writeEndArray();
  }

  private static void fields(
      JsonGenerator to,
      SerializedString name,
      @Nullable Map<String, ?> fields,
      SerializerProvider others)
      throws IOException {
    to.writeFieldName(name);
    if (fields == null) {
      to.writeNull();
      return;
    }
    to.writeStartObject();
    for (Map.Entry<String, ?> field : fields.entrySet()) {
      to.writeFieldName(field.getKey());
      value(to, field.getValue(), others);
    }
    to.writeEndObject();
  }

  private static void value(JsonGenerator to, @Nullable Object value, SerializerProvider others)
      throws IOException {
    switch (value) {
      case String text -> to.writeString(text);
      case Long number -> to.writeNumber((long) number);
      case Boolean flag -> to.writeBoolean(flag);
      case null, default -> others.defaultSerializeValue(value, to);
    }
  }

  private static void process(JsonGenerator to, @Nullable ProcessRef process) throws IOException {
    to.writeFieldName(PROCESS);
    if (process == null) {
      to.writeNull();
      return;
    }
    to.writeStartObject();
    to.writeNumberField("pid", process.pid());
    to.writeNumberField("startTimeTicks", process.startTimeTicks());
    to.writeStringField("name", process.name());
    to.writeStringField("exePath", process.exePath());
    to.writeStringField("commandLine", process.commandLine());
    to.writeNumberField("uid", process.uid());
    to.writeFieldName("ancestors");
    texts(to, process.ancestors());
    to.writeEndObject();
  }

  /** With the type that tells it from other targets. */
  private static void workload(JsonGenerator to, @Nullable WorkloadTarget workload)
      throws IOException {
    to.writeFieldName(WORKLOAD);
    if (workload == null) {
      to.writeNull();
      return;
    }
    to.writeStartObject();
    to.writeStringField("type", "workload");
    to.writeStringField("kind", workload.kind());
    to.writeStringField("namespace", workload.namespace());
    to.writeStringField("name", workload.name());
    to.writeStringField("uid", workload.uid());
    to.writeEndObject();
  }
}
