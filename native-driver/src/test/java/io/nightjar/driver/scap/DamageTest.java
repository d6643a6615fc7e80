package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.Recording.Damage;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.scap.Captures.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Truncated and corrupt captures: all whole events come, then it is said what is wrong and where.
 */
final class DamageTest {
  private static final int SECTION = 28;
  private static final int MUTATIONS = 1000;

  private static ScapWriter small() {
    ScapWriter writer = Captures.shell();
    return writer
        .block(0x203, writer.pack((long) SHELL, 4L, 1L, (byte) 2, writer.sized("/srv")))
        .event(SHELL, OPENAT_X, 3L, 4L, "f", 1, 0600, 1, 2L)
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, UNLINK_1_E, "f")
        .event(SHELL, UNLINK_1_X, 0L)
        .form(ScapWriter.Form.COUNTED_WITH_FLAGS)
        .event(SHELL, CHROOT_X, 0L, "/");
  }

  @Test
  void truncatedAtEveryByteItGivesTheWholeEventsAndSaysWhereItStops() throws Exception {
    ScapWriter writer = small();
    byte[] whole = writer.bytes();
    List<EventType> all = Captures.read(writer).types();
    int eventBlocks = 4;
    int firstEvent = writer.blocks().size() - eventBlocks;

    for (int length = SECTION; length < whole.length; length++) {
      Read read = Captures.read(Arrays.copyOf(whole, length));

      int cut = length;
      int wholeBlocks = (int) writer.blocks().stream().filter(start -> start <= cut).count() - 1;
      int start = writer.blocks().get(wholeBlocks);
      // the entry of a call is an event block, but no event
      int wholeEvents = Math.max(0, wholeBlocks - firstEvent);
      int told = wholeEvents < 2 ? wholeEvents : wholeEvents - 1;
      assertThat(read.types()).as("of %s bytes", length).isEqualTo(all.subList(0, told));
      if (start == length) {
        assertThat(read.damage()).as("of %s bytes", length).isNull();
      } else {
        Damage damage = Objects.requireNonNull(read.damage(), "of " + length + " bytes");
        assertThat(damage.truncated()).as("of %s bytes: %s", length, damage).isTrue();
        assertThat(damage.offset()).as("of %s bytes", length).isEqualTo(start);
      }
    }
  }

  @Test
  void truncatedGzipIsNotTakenForWhole() throws Exception {
    byte[] packed = FormatTest.gzip(small().bytes());

    Read read = Captures.read(Arrays.copyOf(packed, packed.length - 9));

    Damage damage = Objects.requireNonNull(read.damage());
    assertThat(damage.truncated()).isTrue();
    assertThat(damage.reason()).contains("copy it once more");
  }

  @Test
  void aBlockThatClaimsToBeHugeIsRefusedWithoutRoomForIt() throws Exception {
    ScapWriter writer = Captures.shell();
    byte[] capture = writer.event(SHELL, CHROOT_X, 0L, "/").event(SHELL, CHROOT_X, 0L, "/").bytes();
    int last = writer.blocks().get(writer.blocks().size() - 1);

    Damage impossible = damageOf(withLength(capture, last, 0xffff_fff0));
    assertThat(impossible.truncated()).isFalse();
    assertThat(impossible.offset()).isEqualTo(last);
    assertThat(impossible.reason()).contains("4294967280");

    Damage tooLarge = damageOf(withLength(capture, last, 17 << 20));
    assertThat(tooLarge.reason()).contains("16 MiB");

    Damage tooSmall = damageOf(withLength(capture, last, 8));
    assertThat(tooSmall.reason()).contains("8 bytes");
  }

  @Test
  void lengthsInsideAnEventThatCannotBeAreNamed() throws Exception {
    ScapWriter writer = Captures.shell();
    byte[] capture = writer.event(SHELL, CHROOT_X, 0L, "/").bytes();
    int block = writer.blocks().get(writer.blocks().size() - 1);
    int event = block + 8 + 2;

    byte[] length = capture.clone();
    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putInt(event + 16, 4000);
    assertThat(damageOf(length).reason()).contains("an event of 4000 bytes");

    byte[] count = capture.clone();
    ByteBuffer.wrap(count).order(ByteOrder.LITTLE_ENDIAN).putInt(event + 22, 0x7fff_ffff);
    assertThat(damageOf(count).reason()).contains("chroot").contains("2147483647 parameters");

    byte[] parameter = capture.clone();
    ByteBuffer.wrap(parameter).order(ByteOrder.LITTLE_ENDIAN).putShort(event + 26, (short) 999);
    assertThat(damageOf(parameter).reason()).contains("chroot");

    byte[] trailer = capture.clone();
    trailer[trailer.length - 4]++;
    Damage ends = damageOf(trailer);
    assertThat(ends.reason()).contains("at its start").contains("at its end");
    assertThat(ends.offset()).isEqualTo(block);
  }

  private static Damage damageOf(byte[] capture) throws IOException {
    return Objects.requireNonNull(Captures.read(capture).damage());
  }

  private static byte[] withLength(byte[] capture, int block, int length) {
    byte[] changed = capture.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(block + 4, length);
    return changed;
  }

  @Test
  void aMachineWithMoreThreadsThanCanBeIsForgottenInPart() {
    Machine machine = new Machine(ProcessTable.ofEventsAlone());
    for (long tid = 1; tid <= Machine.MAX_THREADS + 10L; tid++) {
      machine.processOf(tid);
    }
    assertThat(machine.threadCount()).isEqualTo(Machine.MAX_THREADS);
    assertThat(machine.processCount()).isEqualTo(Machine.MAX_PROCESSES);
  }

  @Test
  void aListWithAnEntryThatCannotBeEndsTheCapture() throws Exception {
    ScapWriter writer = new ScapWriter();
    writer.block(0x215, writer.pack(1 << 30, 1L, 2L, 3L)).event(SHELL, CHROOT_X, 0L, "/");

    Damage damage = damageOf(writer.bytes());

    assertThat(damage.reason()).contains("list of processes").contains("entry");
    assertThat(damage.offset()).isEqualTo(SECTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat_write.scap", "connect_localhost.scap"})
  void anyChangedByteIsReadOrToldAsDamage(String name) throws Exception {
    byte[] original = unpacked(Captures.bytes(name));
    Random random = new Random(20160804);

    int damaged = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutate(original, random);
      damaged += Survival.check(mutated) == null ? 0 : 1;
    }

    // most bytes lie in texts, where nothing can be wrong
    assertThat(damaged).isBetween(MUTATIONS / 20, MUTATIONS);
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (var in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  /** Some bytes changed, or the end cut off, or both. */
  private static byte[] mutate(byte[] original, Random random) {
    int length = random.nextInt(4) == 0 ? random.nextInt(original.length) : original.length;
    byte[] mutated = Arrays.copyOf(original, length);
    for (int flips = 1 + random.nextInt(8); flips > 0 && length > 0; flips--) {
      // as often near the events at the end as in the lists before them
      int at =
          random.nextBoolean()
              ? random.nextInt(length)
              : length - 1 - random.nextInt(Math.min(length, 8000));
      mutated[at] = (byte) random.nextInt();
    }
    return mutated;
  }

  /** What holds for any bytes at all. */
  static final class Survival {
    private static final int MAX_POLLS = 1 << 16;

    private Survival() {}

    /** Reads to the end; returns what was wrong, null when nothing was. */
    static @Nullable Damage check(byte[] capture) {
      try (ScapSource source = Captures.open(capture)) {
        for (int polls = 0; !source.ended(); polls++) {
          assertThat(polls).as("polls").isLessThan(MAX_POLLS);
          source.poll(source.processes()::apply, 0);
        }
        assertThat(source.eventNumber()).isLessThanOrEqualTo(capture.length);
        return source.damage();
      } catch (RecordingException refused) {
        return new Damage(0, false, String.valueOf(refused.getMessage()));
      } catch (IOException unexpected) {
        throw new AssertionError(unexpected);
      }
    }
  }
}
