package io.nightjar.playbook.origin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which commit of a git checkout is checked out where a folder lies, read from git's own files. It
 * starts no process and says nothing about local changes: for that there is {@link Contents}.
 */
public final class GitCheckout {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern REFERENCE = Pattern.compile("refs/[A-Za-z0-9._/@+-]{1,200}");
  private static final int READ_AT_MOST = 8 << 20;

  private GitCheckout() {}

  /** In hex; empty where the folder lies in no checkout, or its form is not known. */
  public static String commitOf(Path folder) {
    try {
      // a folder of links is where its files are: so git-sync and ConfigMaps swap them
      for (Path at = folder.toRealPath(); at != null; at = at.getParent()) {
        Path git = at.resolve(".git");
        if (Files.exists(git)) {
          return commit(Files.isDirectory(git) ? git : named(git));
        }
      }
    } catch (IOException | InvalidPathException e) {
      return "";
    }
    return "";
  }

  /** A worktree or a submodule has a file that says where its folder is. */
  private static Path named(Path file) throws IOException {
    String text = read(file);
    if (!text.startsWith("gitdir: ")) {
      throw new IOException(file + " names no folder");
    }
    return file.resolveSibling(text.substring("gitdir: ".length()).strip());
  }

  private static String commit(Path git) throws IOException {
    String head = read(git.resolve("HEAD"));
    if (COMMIT.matcher(head).matches()) {
      return head;
    }
    String reference = head.startsWith("ref: ") ? head.substring("ref: ".length()).strip() : "";
    if (!REFERENCE.matcher(reference).matches() || reference.contains("..")) {
      return "";
    }
    Path common = common(git);
    for (Path folder : new Path[] {git, common}) {
      Path loose = folder.resolve(reference);
      if (Files.isRegularFile(loose)) {
        String commit = read(loose);
        return COMMIT.matcher(commit).matches() ? commit : "";
      }
    }
    return packed(common.resolve("packed-refs"), reference);
  }

  /** Worktrees share the references of their repository. */
  private static Path common(Path git) throws IOException {
    Path file = git.resolve("commondir");
    return Files.isRegularFile(file) ? git.resolve(read(file)).normalize() : git;
  }

  private static String packed(Path file, String reference) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    for (String line : read(file).lines().toList()) {
      Matcher commit = COMMIT.matcher(line);
      if (commit.lookingAt() && line.substring(commit.end()).equals(" " + reference)) {
        return commit.group();
      }
    }
    return "";
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(READ_AT_MOST), StandardCharsets.UTF_8).strip();
    }
  }
}
