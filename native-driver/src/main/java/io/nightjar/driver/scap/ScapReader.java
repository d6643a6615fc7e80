package io.nightjar.driver.scap;

import io.nightjar.driver.scap.BlockReader.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a capture up to one event at a time. The lists before the first event are taken over with
 * it, because only then is known when the capture began.
 */
final class ScapReader {
  private static final int MAX_LISTED = Machine.MAX_THREADS;

  /** Of the texts of all listed threads; a machine with many has some tens of megabytes. */
  private static final long MAX_LISTED_BYTES = 128L << 20;

  private final BlockReader blocks;
  private final Machine machine;
  private List<ListedThread> listed = new ArrayList<>();
  private Map<Long, Descriptors> descriptors = new LinkedHashMap<>();
  private long listedBytes;
  private long unknownKinds;

  ScapReader(BlockReader blocks, Machine machine) {
    this.blocks = blocks;
    this.machine = machine;
  }

  /** Events whose kind came after the table of events. */
  long unknownKinds() {
    return unknownKinds;
  }

  /**
   * The next event, of a block that is known to be whole.
   *
   * @return null at the end
   */
  @Nullable RawEvent next() throws CorruptCapture {
    for (Block block = blocks.next(); block != null; block = blocks.next()) {
      if (block.type() == BlockType.EVENT) {
        RawEvent event = EventDecoder.decode(block);
        blocks.complete();
        if (event != null) {
          return event;
        }
        unknownKinds++;
      } else {
        take(block);
      }
    }
    return null;
  }

  private void take(Block block) throws CorruptCapture {
    Cursor content = block.content();
    switch (block.type()) {
      case MACHINE -> machine.info(MachineInfo.read(content));
      case PROCESSES ->
          new ProcessList(BlockType.processVersion(block.code())).read(content, this::list);
      case DESCRIPTORS -> {
        long tid = content.i64();
        DescriptorList.read(
            content,
            BlockType.sizedEntries(block.code()),
            (fd, descriptor) -> open(tid, fd, descriptor));
      }
      case USERS -> machine.users().read(content, BlockType.sizedEntries(block.code()));
      case SECTION, EVENT, OTHER -> {}
    }
  }

  private void list(ListedThread thread) {
    listedBytes += thread.bytes();
    if (listed.size() < MAX_LISTED && listedBytes < MAX_LISTED_BYTES) {
      listed.add(thread);
    }
  }

  private void open(long tid, long fd, Descriptor descriptor) {
    if (descriptors.size() < MAX_LISTED) {
      descriptors.computeIfAbsent(tid, id -> new Descriptors(machine.room())).put(fd, descriptor);
    }
  }

  /** Hands the lists that were read to the machine; at this time of the capture. */
  void takeOverLists(long nowNanos) {
    if (listed.isEmpty() && descriptors.isEmpty()) {
      return;
    }
    machine.list(listed, nowNanos);
    descriptors.forEach(
        (tid, ofThread) -> {
          ofThread.findAccepted();
          machine.processOf(tid).inherit(ofThread);
        });
    listed = new ArrayList<>();
    descriptors = new LinkedHashMap<>();
    listedBytes = 0;
  }
}
