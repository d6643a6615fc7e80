package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.http.ProtobufSchema.Field;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * Reads the few kinds that {@code kubectl} sends in protobuf only, such as the review behind {@code
 * auth can-i}, into JSON. Answers are JSON, which those clients take as well.
 *
 * <pre>
 * 'k' '8' 's' 0 | Unknown { 1: TypeMeta { 1: apiVersion 2: kind } 2: the object's own message }
 * </pre>
 *
 * Source: the Kubernetes documentation on alternate representations of resources.
 */
final class Protobuf {
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_BYTES = 2;
  private static final int WIRE_FIXED32 = 5;

  private Protobuf() {}

  /** 415 for a kind that is not known here. */
  static ObjectNode parse(byte[] body) {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw ApiError.badRequest("the body lacks the protobuf prefix");
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length).slice();
      ObjectNode envelope = message(bytes.duplicate(), ProtobufSchema.ENVELOPE);
      String kind = Json.text(envelope, "typeMeta.kind");
      ObjectNode object =
          message(raw(bytes), ProtobufSchema.of(kind).orElseThrow(() -> notKnown(kind)));
      return object.put("kind", kind).put("apiVersion", Json.text(envelope, "typeMeta.apiVersion"));
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      throw ApiError.badRequest("the protobuf body is cut off or malformed");
    }
  }

  private static ApiError notKnown(String kind) {
    return ApiError.of(
        415,
        "UnsupportedMediaType",
        "the practice cluster reads %s as JSON only; kubectl sends JSON with apply and create -f"
            .formatted(kind));
  }

  private static ByteBuffer raw(ByteBuffer envelope) {
    while (envelope.hasRemaining()) {
      long tag = varint(envelope);
      if (tag >>> 3 == 2) {
        return slice(envelope);
      }
      skip(envelope, (int) (tag & 7));
    }
    return envelope;
  }

  private static ObjectNode message(ByteBuffer in, Map<Integer, Field> fields) {
    ObjectNode object = Json.object();
    while (in.hasRemaining()) {
      long tag = varint(in);
      Field field = fields.get((int) (tag >>> 3));
      if (field == null) {
        skip(in, (int) (tag & 7));
      } else {
        read(in, field, object);
      }
    }
    return object;
  }

  private static void read(ByteBuffer in, Field field, ObjectNode object) {
    switch (field.kind()) {
      case TEXT -> object.put(field.name(), text(slice(in)));
      case TEXTS -> object.withArray(field.name()).add(text(slice(in)));
      case NUMBER -> object.put(field.name(), (int) varint(in));
      case FLAG -> object.put(field.name(), varint(in) != 0);
      case MESSAGE -> object.set(field.name(), message(slice(in), field.fields()));
      case MAP -> {
        ObjectNode entry = message(slice(in), ProtobufSchema.MAP_ENTRY);
        Json.under(object, field.name())
            .put(entry.path("key").asText(), entry.path("value").asText());
      }
      case BLOB -> object.put(field.name(), base64(slice(in)));
      case BLOBS -> {
        ObjectNode entry = message(slice(in), ProtobufSchema.BLOB_ENTRY);
        Json.under(object, field.name())
            .put(entry.path("key").asText(), entry.path("value").asText());
      }
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static String base64(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(Base64.getEncoder().encode(bytes)).toString();
  }

  private static ByteBuffer slice(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return part;
  }

  private static void skip(ByteBuffer in, int wireType) {
    switch (wireType) {
      case WIRE_VARINT -> varint(in);
      case WIRE_FIXED64 -> in.getLong();
      case WIRE_BYTES -> slice(in);
      case WIRE_FIXED32 -> in.getInt();
      default -> throw new IllegalArgumentException("wire type " + wireType);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number that does not end");
  }
}
