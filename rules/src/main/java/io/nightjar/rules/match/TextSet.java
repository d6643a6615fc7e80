package io.nightjar.rules.match;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Equal to one of many constants; a hash table that bytes can be looked up in directly. */
public final class TextSet implements TextMatcher {
  private final Set<String> constants;
  private final @Nullable Utf8[] table;
  private final int mask;

  public TextSet(Collection<String> constants) {
    this.constants = Set.copyOf(constants);
    int size = Integer.highestOneBit(Math.max(1, this.constants.size())) * 4;
    this.table = new Utf8[size];
    this.mask = size - 1;
    for (String constant : this.constants) {
      Utf8 bytes = new Utf8(constant);
      int slot = bytes.hash() & mask;
      while (table[slot] != null) {
        slot = (slot + 1) & mask;
      }
      table[slot] = bytes;
    }
  }

  @Override
  public boolean judgesBytes() {
    return true;
  }

  @Override
  public boolean matches(String text) {
    return constants.contains(text);
  }

  @Override
  public boolean matches(ByteBuffer buffer, int offset, int length) {
    int slot = Utf8.hash(buffer, offset, length) & mask;
    for (Utf8 candidate = table[slot]; candidate != null; candidate = table[slot]) {
      if (candidate.length() == length && candidate.isAt(buffer, offset)) {
        return true;
      }
      slot = (slot + 1) & mask;
    }
    return false;
  }
}
