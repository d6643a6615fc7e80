package io.nightjar.rules.match;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rules the bytes of a path belong to, by its beginning, its end, its directory, its last
 * component or the whole of it: trees of bytes that are walked as far as the path agrees with any
 * constant. Built by one thread, then only read.
 */
public final class PlaceIndex {
  /** Which part of a path a constant is compared with. */
  public enum Kind {
    WHOLE,
    START,
    END,
    PART,
    /** Everything up to and with the last slash. */
    DIRECTORY,
    /** What comes after the last slash. */
    FILE
  }

  /** As many children are found faster by looking at one after the other. */
  private static final int FEW = 3;

  private final int words;
  private final Node forward = new Node();
  private final Node backward = new Node();
  private final Node files = new Node();
  private final PartIndex parts;

  /**
   * @param words longs of a set of rules
   */
  public PlaceIndex(int words) {
    this.words = words;
    this.parts = new PartIndex(words);
  }

  /** A path whose part is this text belongs to the rule. */
  public void add(Kind kind, String text, int rule) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    switch (kind) {
      case WHOLE -> {
        Node node = forward.descend(bytes);
        node.whole = with(node.whole, rule);
      }
      case START -> {
        Node node = forward.descend(bytes);
        node.below = with(node.below, rule);
      }
      case DIRECTORY -> {
        Node node = forward.descend(bytes);
        node.directory = with(node.directory, rule);
      }
      case END -> {
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
          byte b = bytes[i];
          bytes[i] = bytes[j];
          bytes[j] = b;
        }
        Node node = backward.descend(bytes);
        node.below = with(node.below, rule);
      }
      case PART -> parts.add(bytes, rule);
      case FILE -> {
        Node node = files.descend(bytes);
        node.whole = with(node.whole, rule);
      }
    }
  }

  /** To be called once everything was added. */
  public void close() {
    parts.close();
    forward.spread();
    backward.spread();
    files.spread();
  }

  private long[] with(long[] set, int rule) {
    long[] more = set.length == 0 ? new long[words] : set;
    more[rule / Long.SIZE] |= 1L << rule;
    return more;
  }

  /**
   * Adds the rules to which a path belongs to a set.
   *
   * @param offset absolute, in bytes
   */
  public void lookUp(ByteBuffer buffer, int offset, int length, long[] into) {
    int file = offset + length;
    while (file > offset && buffer.get(file - 1) != '/') {
      file--;
    }
    lookUpForward(buffer, offset, file, offset + length, into);
    if (files.keys.length > 0) {
      lookUpFile(buffer, file, offset + length, into);
    }
    if (backward.keys.length > 0) {
      lookUpBackward(buffer, offset, offset + length, into);
    }
    if (!parts.isEmpty()) {
      parts.lookUp(buffer, offset, offset + length, into);
    }
  }

  private void lookUpForward(ByteBuffer buffer, int start, int file, int end, long[] into) {
    Node node = forward;
    for (int at = start; ; at++) {
      add(node.below, into);
      if (at == file) {
        add(node.directory, into);
      }
      if (at == end) {
        add(node.whole, into);
        return;
      }
      Node next = node.child(buffer.get(at));
      if (next == null) {
        return;
      }
      node = next;
    }
  }

  private void lookUpFile(ByteBuffer buffer, int file, int end, long[] into) {
    Node node = files;
    for (int at = file; at < end; at++) {
      Node next = node.child(buffer.get(at));
      if (next == null) {
        return;
      }
      node = next;
    }
    add(node.whole, into);
  }

  private void lookUpBackward(ByteBuffer buffer, int start, int end, long[] into) {
    Node node = backward;
    for (int at = end - 1; at >= start; at--) {
      Node next = node.child(buffer.get(at));
      if (next == null) {
        return;
      }
      node = next;
      add(node.below, into);
    }
  }

  private static void add(long[] set, long[] into) {
    for (int i = 0; i < set.length; i++) {
      into[i] |= set[i];
    }
  }

  private static final class Node {
    private static final long[] NONE = {};

    private byte[] keys = {};
    private Node[] children = {};
    private @Nullable Node @Nullable [] byKey;
    private long[] below = NONE;
    private long[] directory = NONE;
    private long[] whole = NONE;

    @Nullable Node child(byte key) {
      if (byKey != null) {
        return byKey[key & 0xff];
      }
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] == key) {
          return children[i];
        }
      }
      return null;
    }

    /** Has a node with many children find them at once; nothing may be added any more. */
    void spread() {
      if (keys.length > FEW) {
        byKey = new Node[1 << Byte.SIZE];
        for (int i = 0; i < keys.length; i++) {
          byKey[keys[i] & 0xff] = children[i];
        }
      }
      for (Node child : children) {
        child.spread();
      }
    }

    Node descend(byte[] bytes) {
      Node node = this;
      for (byte b : bytes) {
        node = node.childOrNew(b);
      }
      return node;
    }

    private Node childOrNew(byte key) {
      Node known = child(key);
      if (known != null) {
        return known;
      }
      Node added = new Node();
      keys = Arrays.copyOf(keys, keys.length + 1);
      children = Arrays.copyOf(children, children.length + 1);
      keys[keys.length - 1] = key;
      children[children.length - 1] = added;
      return added;
    }
  }
}
