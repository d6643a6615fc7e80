package io.nightjar.playbook;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The symbolic references of a class file: every field and method that its code can reach, as the
 * JVM Specification (chapter 4.4) lays them out.
 *
 * @param members owners and names of the fields and methods that are referred to
 * @param thisClass internal name ({@code a/b/C})
 * @param superTypes the super class and the interfaces, internal names
 * @param hasNatives whether it declares a native method
 */
record ConstantPool(
    String thisClass, List<String> superTypes, List<Member> members, boolean hasNatives) {

  /**
   * @param owner internal name of the class, arrays included as {@code [Ljava/lang/String;}
   */
  record Member(String owner, String name) {}

  private static final int MAGIC = 0xCAFEBABE;
  private static final int ACC_NATIVE = 0x0100;

  /**
   * @throws IllegalArgumentException when it is no class file
   */
  static ConstantPool read(byte[] classFile) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
      if (in.readInt() != MAGIC) {
        throw new IllegalArgumentException("not a class file");
      }
      in.readInt();
      return new Reader(in).read();
    } catch (IOException e) {
      throw new UncheckedIOException("cut off class file", e);
    }
  }

  private static final class Reader {
    private final DataInputStream in;
    private final Object[] entries;

    private record Ref(int first, int second) {}

    private record Index(int at) {}

    Reader(DataInputStream in) throws IOException {
      this.in = in;
      this.entries = new Object[in.readUnsignedShort()];
    }

    ConstantPool read() throws IOException {
      List<Ref> memberRefs = new ArrayList<>();
      for (int i = 1; i < entries.length; i++) {
        i += entry(i, memberRefs);
      }
      in.readUnsignedShort();
      String thisClass = className(in.readUnsignedShort());
      List<String> superTypes = new ArrayList<>();
      superTypes.add(className(in.readUnsignedShort()));
      int interfaces = in.readUnsignedShort();
      for (int i = 0; i < interfaces; i++) {
        superTypes.add(className(in.readUnsignedShort()));
      }
      members(false);
      boolean hasNatives = members(true);
      List<Member> members =
          memberRefs.stream()
              .map(
                  ref ->
                      new Member(
                          className(ref.first()), utf8(((Ref) entries[ref.second()]).first())))
              .distinct()
              .toList();
      return new ConstantPool(thisClass, superTypes, members, hasNatives);
    }

    /** Reads entry {@code i} and answers how many further indices it takes up. */
    private int entry(int i, List<Ref> memberRefs) throws IOException {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> entries[i] = in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          return 1;
        }
        case 7, 8, 16, 19, 20 -> entries[i] = new Index(in.readUnsignedShort());
        case 9, 10, 11 -> {
          Ref ref = new Ref(in.readUnsignedShort(), in.readUnsignedShort());
          entries[i] = ref;
          memberRefs.add(ref);
        }
        case 12, 17, 18 -> entries[i] = new Ref(in.readUnsignedShort(), in.readUnsignedShort());
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        default -> throw new IllegalArgumentException("unknown constant " + tag);
      }
      return 0;
    }

    /** Skips the fields or methods; answers whether any is native. */
    private boolean members(boolean methods) throws IOException {
      boolean hasNative = false;
      int count = in.readUnsignedShort();
      for (int i = 0; i < count; i++) {
        int access = in.readUnsignedShort();
        hasNative |= methods && (access & ACC_NATIVE) != 0;
        in.skipNBytes(4);
        int attributes = in.readUnsignedShort();
        for (int a = 0; a < attributes; a++) {
          in.skipNBytes(2);
          in.skipNBytes(Integer.toUnsignedLong(in.readInt()));
        }
      }
      return hasNative;
    }

    private String className(int index) {
      return entries[index] instanceof Index name ? utf8(name.at()) : "";
    }

    private String utf8(int index) {
      return entries[index] instanceof String text ? text : "";
    }
  }
}
