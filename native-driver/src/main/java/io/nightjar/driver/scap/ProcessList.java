package io.nightjar.driver.scap;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a list of processes: the threads that lived when the capture began. The nine versions
 * appended fields, some in the midst; from the ninth on an entry says its length, and what is
 * behind the fields known here is left out.
 */
final class ProcessList {
  private static final int MAX_TEXT = 4096;
  private static final int MAX_CGROUPS = 1 << 15;
  private static final int MAX_ENTRY = 1 << 18;
  private static final int SMALLEST = 24;

  /**
   * Bytes of what releases before 0.10 appended: behind it they had nothing, while later ones put
   * two fields before it.
   */
  private static final long OLD_APPENDIX = 29;

  private final int version;

  ProcessList(int version) {
    this.version = version;
  }

  void read(Cursor block, Consumer<ListedThread> to) throws CorruptCapture {
    while (block.remaining() >= SMALLEST) {
      if (version < BlockType.SIZED_PROCESSES) {
        to.accept(entry(block));
      } else {
        // the length counts itself
        Cursor entry = block.part(block.u32() - Integer.BYTES, MAX_ENTRY);
        ListedThread thread = entry(entry);
        appendix(entry, thread);
        to.accept(thread);
      }
    }
  }

  private ListedThread entry(Cursor in) throws CorruptCapture {
    ListedThread thread = new ListedThread();
    thread.tid = in.i64();
    thread.pid = in.i64();
    thread.parent = in.i64();
    thread.session = version >= 6 ? in.i64() : -1;
    thread.namespaceGroup = version >= 8 ? in.i64() : -1;
    thread.name = in.text(MAX_TEXT);
    thread.exe = in.text(MAX_TEXT);
    thread.trustedPath = version >= 7 ? in.text(MAX_TEXT) : "";
    thread.otherArgs = list(in, MAX_TEXT);
    thread.cwd = in.text(MAX_TEXT);
    in.i64();
    in.u32();
    thread.uid = in.u32();
    thread.gid = in.u32();
    if (version >= 2) {
      in.skip(3 * Integer.BYTES + 2 * Long.BYTES);
    }
    if (version >= 3) {
      thread.environment = list(in, MAX_CGROUPS);
    }
    if (version >= 4) {
      in.i64();
      thread.namespacePid = in.i64();
      thread.cgroups = list(in, MAX_CGROUPS);
    }
    if (version >= 5) {
      in.text(MAX_TEXT);
    }
    return thread;
  }

  private static List<String> list(Cursor in, int maximum) throws CorruptCapture {
    return Call.Texts.list(ByteBuffer.wrap(in.lengthAndBytes(maximum)));
  }

  private static void appendix(Cursor in, ListedThread thread) throws CorruptCapture {
    if (in.remaining() > OLD_APPENDIX) {
      thread.namespaceStart = in.i64();
      thread.tty = (int) in.u32();
    }
    thread.loginUid = in.remaining() >= Integer.BYTES ? (int) in.u32() : -1;
    thread.writable = flag(in);
    thread.inheritable = number(in);
    thread.permitted = number(in);
    thread.effective = number(in);
    thread.upperLayer = flag(in);
    thread.inode = number(in);
    thread.changeTime = number(in);
    thread.modifyTime = number(in);
    thread.memfd = flag(in);
    thread.lowerLayer = flag(in);
    thread.group = in.remaining() >= Long.BYTES ? in.i64() : -1;
  }

  private static boolean flag(Cursor in) throws CorruptCapture {
    return in.remaining() >= 1 && in.u8() != 0;
  }

  private static long number(Cursor in) throws CorruptCapture {
    return in.remaining() >= Long.BYTES ? in.i64() : 0;
  }
}
