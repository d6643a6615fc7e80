package io.nightjar.evidence;

import io.nightjar.actions.Artefact;
import io.nightjar.audit.Hash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * One artefact while it is written: hashed on its way, and closed once and for all, so that a
 * collector that was left behind writes nothing more. The collector's thread and the one that waits
 * for it.
 */
final class ArtefactFile implements Sink {
  private final String name;
  private final String kind;
  private final String what;
  private final long most;
  private final FileChannel channel;
  private final OutputStream file;
  private final MessageDigest digest;
  private final List<String> notes = new ArrayList<>();
  private final OutputStream bounded = new Bounded();
  private String cut = "";
  private long bytes;
  private boolean closed;

  /**
   * @param most bytes that fit
   */
  ArtefactFile(Path folder, String name, String kind, String what, long most) throws IOException {
    this.name = name;
    this.kind = kind;
    this.what = what;
    this.most = most;
    this.digest = Hash.digest();
    this.channel =
        FileChannel.open(
            folder.resolve(name),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    this.file = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  @Override
  public OutputStream out() {
    return bounded;
  }

  @Override
  public synchronized long room() {
    return most - bytes;
  }

  @Override
  public synchronized void cut(String why) {
    cut = cut.isEmpty() ? why : cut;
  }

  @Override
  public synchronized void note(String text) {
    if (!closed) {
      notes.add(text);
    }
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** What is there now is the artefact, on the disk. */
  synchronized Artefact finish() throws IOException {
    closed = true;
    file.flush();
    channel.force(true);
    channel.close();
    return new Artefact(name, kind, what, bytes, HexFormat.of().formatHex(digest.digest()), cut);
  }

  private final class Bounded extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      synchronized (ArtefactFile.this) {
        if (closed) {
          throw new Full();
        }
        int fits = (int) Math.min(length, most - bytes);
        file.write(from, offset, fits);
        digest.update(from, offset, fits);
        bytes += fits;
        if (fits < length) {
          cut("the bound of its size, " + most + " bytes, was reached");
          throw new Full();
        }
      }
    }
  }
}
