package io.nightjar.driver;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The traits that the last executions gave, by the bytes of their events: much of what a machine
 * executes it executes again and again in the same way (health checks, shells' helpers), and then
 * nothing has to be decoded, and what was decided about the traits still holds.
 *
 * <p>What decides is that all bytes are equal, so a colliding hash costs a decoding and no more.
 * Bounded: a place for each hash, whose last owner counts. One thread.
 */
final class Executions {
  private static final int PLACES = 1024;

  /** Longer ones, with many arguments, seldom come back. */
  private static final int MAX_BYTES = 2048;

  /** What comes before is ids, and the same for no two executions. */
  private static final int FROM = firstTrait();

  /** Longs of the key that come from the head of the event. */
  private static final int HEAD = 3;

  private final long[][] keys = new long[PLACES][];
  private final @Nullable Traits[] traits = new Traits[PLACES];
  private final long[] key = new long[MAX_BYTES / Long.BYTES + HEAD];
  private int length;
  private int hash;

  private static int firstTrait() {
    int ids = 0;
    for (Arg id :
        new Arg[] {
          Arg.PARENT_TGID, Arg.PARENT_START, Arg.NAMESPACE_TGID, Arg.SESSION, Arg.PROCESS_GROUP
        }) {
      ids = Math.max(ids, EventType.EXECVE.slot(id) + 1);
    }
    return EventLayout.SLOTS + ids * Long.BYTES;
  }

  /** The traits of an execution just like that of this event, or null. */
  @Nullable Traits find(EventView event) {
    if (!readKey(event)) {
      return null;
    }
    long[] known = keys[hash];
    return known != null && Arrays.equals(known, 0, known.length, key, 0, length)
        ? traits[hash]
        : null;
  }

  /** Keeps the traits that the event gave which was last looked for. */
  void keep(Traits given) {
    if (length > 0) {
      keys[hash] = Arrays.copyOf(key, length);
      traits[hash] = given;
    }
  }

  private boolean readKey(EventView event) {
    int bytes = event.size() - FROM;
    length = 0;
    if (bytes > MAX_BYTES || bytes % Long.BYTES != 0) {
      return false;
    }
    key[0] = event.cgroupId();
    key[1] = event.uid() << Integer.SIZE | event.gid();
    key[2] = event.present();
    int count = event.longs(FROM, key, HEAD);
    long mixed = 0;
    for (int i = 0; i < count; i++) {
      mixed = (Long.rotateLeft(mixed, 5) ^ key[i]) * 0x9e37_79b9_7f4a_7c15L;
    }
    hash = (int) (mixed >>> 40) & PLACES - 1;
    length = count;
    return true;
  }
}
