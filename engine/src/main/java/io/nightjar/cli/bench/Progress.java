package io.nightjar.cli.bench;

import io.nightjar.cli.PlainText;
import io.nightjar.cli.Shell;

/** One line on standard error that says what is being done. */
final class Progress {
  private static final int WIDTH = 78;

  private final Shell shell;

  Progress(Shell shell) {
    this.shell = shell;
  }

  void show(String what) {
    String text = PlainText.cut(what, WIDTH);
    shell.err().print("\r" + text + " ".repeat(WIDTH - text.length()));
    shell.err().flush();
  }

  void clear() {
    shell.err().print("\r" + " ".repeat(WIDTH) + "\r");
    shell.err().flush();
  }
}
