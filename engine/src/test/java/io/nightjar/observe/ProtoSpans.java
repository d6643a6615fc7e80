package io.nightjar.observe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The spans of an ExportTraceServiceRequest, read from the wire as a receiver does. */
final class ProtoSpans {

  /**
   * @param parent empty for none
   * @param links trace ids
   */
  record Received(
      String trace,
      String id,
      String parent,
      String name,
      long start,
      long end,
      List<String> links) {}

  private ProtoSpans() {}

  static List<Received> of(byte[] request) {
    List<Received> spans = new ArrayList<>();
    for (Field resource : fields(request, 1)) {
      for (Field scope : fields(resource.bytes, 2)) {
        for (Field span : fields(scope.bytes, 2)) {
          spans.add(span(span.bytes));
        }
      }
    }
    return spans;
  }

  private static Received span(byte[] span) {
    return new Received(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        new String(fields(span, 5).getFirst().bytes, StandardCharsets.UTF_8),
        fields(span, 7).getFirst().number,
        fields(span, 8).getFirst().number,
        fields(span, 13).stream().map(link -> hex(link.bytes, 1)).toList());
  }

  private static String hex(byte[] message, int number) {
    List<Field> found = fields(message, number);
    return found.isEmpty() ? "" : HexFormat.of().formatHex(found.getFirst().bytes);
  }

  private static final class Field {
    private final byte[] bytes;
    private final long number;

    Field(byte[] bytes, long number) {
      this.bytes = bytes;
      this.number = number;
    }
  }

  private static List<Field> fields(byte[] message, int wanted) {
    List<Field> found = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = varint(in);
      byte[] bytes = {};
      long number = 0;
      switch ((int) (key & 7)) {
        case 0 -> number = varint(in);
        case 1 -> number = in.getLong();
        case 2 -> {
          bytes = new byte[(int) varint(in)];
          in.get(bytes);
        }
        case 5 -> number = in.getInt();
        default -> throw new IllegalStateException("no protobuf");
      }
      if (key >> 3 == wanted) {
        found.add(new Field(bytes, number));
      }
    }
    return found;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
